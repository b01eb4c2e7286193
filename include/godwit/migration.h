// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/database.h>
#include <godwit/embedded_set.h>
#include <godwit/result.h>
#include <godwit/sql.h>
#include <godwit/version.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace godwit {

enum class Direction : std::uint8_t { up, down };

/// "up" or "down".
std::string_view to_string(Direction direction) noexcept;

/// A minimum server version, from `-- godwit: requires postgresql >= 16`.
struct Requirement {
  Dialect dialect = Dialect::postgresql;
  Version at_least = {};
  std::uint32_t line = 0;
};

/// A lint rule that the author allows, from `-- godwit: allow <rule> <reason>`.
struct AllowedRule {
  std::string rule = {};
  std::string reason = {};
  std::uint32_t line = 0;
};

/// What a migration is written in.
enum class Language : std::uint8_t { sql, cpp };

/// "SQL" or "C++".
std::string_view to_string(Language language) noexcept;

/// One direction of a migration: SQL text or a function.
struct Script {
  Language language = Language::sql;
  /// C++ only. Null: this program does not have it, and can tell about it but
  /// not run it.
  StepFunction function = nullptr;
  /// Views the embedded text (or the history row for a script that comes from
  /// there); without byte order mark and section marks. Of C++ only the
  /// comments at the head of the file.
  std::string_view text = {};
  /// A NUL follows `text`, as behind each embedded file, so that databases can
  /// read it where it is.
  bool terminated = false;
  /// Path for messages, such as "migrations/0001_create_person.sql".
  std::string file = {};
  /// The line of `file` on which `text` begins, counted from 1.
  std::uint32_t first_line = 1;
  /// Empty where the script is only space and comments, which is legal.
  std::vector<StatementRange> statements = {};
  /// False after `-- godwit: no-transaction`: the script runs statement by
  /// statement and its progress is recorded; a function commits by itself.
  bool transactional = true;
  std::vector<Requirement> requirements = {};
  std::vector<AllowedRule> allowed = {};
};

/// One step of a schema's history: a way up and, if there is one, a way down.
struct Migration {
  Version version = {};
  /// What follows the version in the file name, such as "create_person".
  std::string name = {};
  Script up = {};
  /// Absent: there is no way down.
  std::optional<Script> down = {};
  /// The author's reason from `-- godwit: irreversible <reason>`. Empty: none.
  std::string irreversible = {};
  /// From `-- godwit: breaking`: once this is applied, binaries that do not
  /// carry it must not run against the schema.
  bool breaking = false;
  /// SHA-256 in hexadecimal over the text of the up script, with line endings
  /// normalised. A down script can be mended without touching it. Of C++ over
  /// the file; that it is another one than was applied is no error.
  std::string checksum = {};
  /// From `-- godwit: formerly <checksum>`, in a released file that had to be
  /// mended: what was applied with one of these counts as this.
  std::vector<std::string> formerly = {};

  bool reversible() const noexcept { return down.has_value(); }
  /// Whether a checksum that was recorded is the file's own, or was.
  bool is_or_was(std::string_view recorded) const noexcept;
};

/// What an empty database is given at once instead of many migrations.
struct Snapshot {
  /// The last migration whose work it has; the set has that one.
  Version at = {};
  Script script = {};
};

/// The migrations of one directory, checked and in the order in which they
/// apply. The texts are views of the embedded data, which must outlive the set.
class MigrationSet {
 public:
  MigrationSet() = default;

  /// Reads the file names, sections and directives of an embedded directory.
  /// Fails with invalid_migration and the place in the file.
  static Result<MigrationSet> from(EmbeddedSet embedded);

  Dialect dialect() const noexcept { return dialect_; }
  std::span<const Migration> all() const& noexcept { return migrations_; }
  std::span<const Migration> all() && = delete;  // they would be gone
  bool empty() const noexcept { return migrations_.empty(); }
  std::size_t size() const noexcept { return migrations_.size(); }

  /// Null if there is none. The pointer lives as long as the set.
  const Migration* find(const Version& version) const& noexcept;
  const Migration* find(const Version& version) && = delete;

  /// How many migrations of the set stand before one of this version, which the
  /// set need not have.
  std::size_t position(const Version& version) const noexcept;

  /// See EmbeddedSet::name.
  const std::string& name() const noexcept { return name_; }
  /// See EmbeddedSet::newer.
  NewerPolicy newer() const noexcept { return newer_; }
  /// See EmbeddedSet::digest.
  const std::string& digest() const noexcept { return digest_; }
  /// See EmbeddedSet::history_table.
  const std::string& history_table() const noexcept { return history_table_; }
  /// See EmbeddedSet::adopt_version.
  const std::string& adopt_version() const noexcept { return adopt_version_; }
  /// Null: there is none. Lives as long as the set.
  const Snapshot* snapshot() const& noexcept {
    return snapshot_ ? &*snapshot_ : nullptr;
  }
  const Snapshot* snapshot() && = delete;

 private:
  friend class MigrationSetReader;
  Dialect dialect_ = Dialect::sqlite;
  std::vector<Migration> migrations_;
  std::string name_;
  NewerPolicy newer_ = NewerPolicy::accept;
  std::string digest_;
  std::string history_table_;
  std::string adopt_version_;
  std::optional<Snapshot> snapshot_;
};

/// How far a row of the history table has come.
enum class AppliedState : std::uint8_t {
  applied,    ///< the way up is complete
  started,    ///< a script outside a transaction stopped on its way up
  reverting,  ///< a script outside a transaction stopped on its way down
};

/// "applied", "started" or "reverting".
std::string_view to_string(AppliedState state) noexcept;

/// One row of the history table.
struct AppliedMigration {
  Version version = {};
  /// Position in the order of application, from 1, with gaps after a down.
  std::int64_t sequence = 0;
  std::string name = {};
  std::string checksum = {};
  /// Runs of `up` are numbered from 1.
  std::int64_t batch = 0;
  /// By the server's clock, UTC, "2026-01-31T12:00:00.000Z".
  std::string applied_at = {};
  std::int64_t duration_us = 0;
  std::string applied_by = {};
  /// It was recorded without having been run, by this reason. Absent: it ran.
  std::optional<std::string> baseline_reason = {};
  /// It was applied with a way back, which the history keeps.
  bool reversible = false;
  /// That way back, where it was asked for.
  std::optional<std::string> down_sql = {};
  AppliedState state = AppliedState::applied;
  /// Unless `applied`: how many statements of the script are done, and the
  /// checksum of their text, so that a mended script resumes only where what
  /// has run already is unchanged.
  std::size_t statements_done = 0;
  std::string statements_checksum = {};
  /// See Migration::breaking.
  bool breaking = false;
  /// Unless `applied`, of C++: what Database::commit has recorded last, while
  /// `statements_done` counts how often. Absent: SQL, or nothing yet.
  std::optional<std::string> checkpoint = {};
  /// The statement after those, if it had begun outside a transaction and its
  /// end is not recorded: whether it is done is not known. Absent: none.
  std::optional<std::string> begun_sql = {};

  /// Nothing of the script has run, or it is complete.
  bool untouched() const noexcept {
    return statements_done == 0 && !begun_sql.has_value();
  }
};

}  // namespace godwit
