// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/requires_cxx20.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace godwit {

/// What kind of thing went wrong. The spelling of the enumerators is also what
/// users read in JSON, so a name, once released, stays.
enum class ErrorCode : std::uint8_t {
  invalid_argument,    ///< a request or a URL that makes no sense
  invalid_migration,   ///< the set itself is broken: nothing was connected to
  pending,             ///< something that the set has is not applied
  edited,              ///< a migration was changed after it was applied
  missing,             ///< one was applied that the set does not have
  binary_too_old,      ///< a newer one was applied that older binaries must not
                       ///< run beside
  interrupted,         ///< one stopped halfway, and this binary cannot go on
  protected_database,  ///< its mark refuses what would take everything away
  plan_outdated,       ///< the history has moved since the plan was made
  out_of_order,        ///< a pending migration is older than an applied one
  irreversible,        ///< a migration that cannot be undone is in the way
  requirement_unmet,   ///< the server is older than a migration requires
  unusable_history,    ///< history table of unknown shape or newer format
  connection_failed,   ///< no connection could be made
  connection_lost,     ///< the connection broke; what was kept is known
  statement_in_doubt,  ///< interrupted outside a transaction; nobody can tell
  commit_in_doubt,     ///< the connection broke; what was kept is NOT known
  locked,              ///< others held a lock, a table or the file until the
                       ///< deadline
  timed_out,           ///< a statement took longer than it may
  read_only,           ///< the database cannot be written to
  statement_failed,    ///< the database refused a statement
  transaction_ended,   ///< a migration ended the transaction it ran in
  foreign_key_violation,  ///< rows left behind that point nowhere (SQLite)
  unsupported,            ///< not in this build, or not on this database
  cancelled,              ///< stopped on request
  io,                     ///< a file could not be read or written
  no_space,               ///< a file system or a database has no room left
  damaged,                ///< a database file or a backup is not whole
  incomplete,             ///< of what a squashed migration replaces, a part was
                          ///< applied
  unexpected_value,       ///< a row holds what its schema does not allow
  pushed,                 ///< push has changed the schema, and no migration
                          ///< that the database has tells of it
};

/// The name of the enumerator, such as "statement_failed".
std::string_view to_string(ErrorCode code) noexcept;

/// A place in a file. Lines and columns count from 1, columns in characters
/// (code points, not bytes); 0 means that the place is not known so exactly.
struct SourceLocation {
  std::string file = {};
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  /// The text of that line, without its end. Empty: not known.
  std::string source = {};
};

/// Why something failed. `message` is one lower-case sentence without a full
/// stop; `notes` say what was kept and what was rolled back; `hint` says what
/// to do next and may be empty. No field ever holds a password.
struct Error {
  ErrorCode code = ErrorCode::invalid_argument;
  std::string message = {};
  std::string hint = {};
  SourceLocation location = {};
  std::string sqlstate = {};  ///< PostgreSQL only; empty elsewhere
  std::vector<std::string> notes = {};
  /// `binary_too_old` only, so that an application can say it in its own words:
  /// the newest version that the binary carries, and the newest that the
  /// database has. Empty: not known.
  std::string binary_version = {};
  std::string database_version = {};
};

/// The error as a compiler would print it, over several lines, without a final
/// newline: `file:line:column: error: …`, the line, a caret, notes, the hint.
std::string to_string(const Error& error);

}  // namespace godwit
