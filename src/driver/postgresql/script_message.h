// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/sql.h>

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "driver/postgresql/guard.h"
#include "driver/postgresql/handles.h"

namespace godwit::driver::postgresql {

/// Where a byte of a message is in the script of one of its parts.
struct MessagePlace {
  std::size_t part = 0;
  /// In bytes, at most the size of the script.
  std::size_t offset = 0;
  /// The place is in what we have written behind the script.
  bool behind = false;
};

/// A script and what goes with it.
struct ScriptPart {
  Commands before = {};
  std::string_view script = {};
  /// A NUL follows the script.
  bool terminated = false;
  /// How many statements the script has, as far as is known.
  std::size_t statements = 0;
  /// Where they are, of a script that travels by itself.
  std::span<const StatementRange> ranges = {};
  /// Between the script and the record.
  Commands after = {};
  /// Ends in the result of a guard.
  Commands record = {};
  Commands end = {};
};

/// What is sent at once, and where it stands in the whole.
struct Piece {
  std::string_view text = {};
  std::size_t begin = 0;
  /// A NUL follows it.
  bool terminated = true;
};

/// One message with several scripts, each with its record.
class ScriptMessage {
 public:
  explicit ScriptMessage(const Guard& guard) : guard_(guard) {}

  void add(const ScriptPart& part);
  /// The only script, which is not copied as a whole but travels by itself, a
  /// number of statements at a time, between what goes before it and what goes
  /// behind it: libpq copies what it sends, and more than once.
  void add_alone(const ScriptPart& part);

  /// In the order in which they are sent.
  std::vector<Piece> pieces() const;
  /// How many scripts it has.
  std::size_t size() const noexcept { return parts_.size(); }
  /// Absent: the byte is in the commands before a script.
  std::optional<MessagePlace> place_of(std::size_t byte) const;

 private:
  friend class MessageProgress;

  struct Part {
    std::size_t begin = 0;  // of the commands before the script
    std::size_t script_begin = 0;
    std::size_t script_size = 0;
    std::size_t statements = 0;
    std::size_t commands_before = 0;
    std::size_t commands_at_end = 0;
  };

  void note(const ScriptPart& part, std::size_t begin);

  const Guard& guard_;
  std::string before_;           // where the script travels by itself
  std::vector<Piece> script_;    // empty: it does not
  std::size_t script_size_ = 0;  // with what ends it
  std::string text_;
  std::vector<Part> parts_;
};

/// Follows the server through a message, result by result.
class MessageProgress {
 public:
  /// A statement of a script that ended the transaction.
  struct Ending {
    std::size_t statement = 0;
    bool committed = false;
  };

  explicit MessageProgress(const ScriptMessage& message) : message_(&message) {}

  /// What to send for it: a NUL follows.
  std::string_view sends(const Piece& piece);
  void completed(const PGresult* result);
  /// The rest of the script is not sent.
  void leaves_script();

  /// The last one that was sent.
  const Piece& piece() const noexcept { return piece_; }
  /// False: the server has not completed anything.
  bool began() const noexcept { return began_; }
  /// The part that is not complete yet.
  std::size_t part() const noexcept { return part_; }
  /// Number of the statement in the script. Absent: it is one of ours.
  std::optional<std::size_t> statement() const;
  /// What comes next are the constraints that the script has deferred.
  bool at_deferred_constraints() const;
  /// What comes next is the end of the transaction.
  bool at_end() const noexcept { return behind_guard_; }
  /// Absent: the part's script left the transaction alone so far.
  const std::optional<Ending>& ending() const noexcept { return ending_; }

 private:
  void note_ending(const PGresult* result);
  void next_part();
  /// Of the results behind the commands before the script; absent: there.
  std::optional<std::size_t> behind_script_begin() const;

  const ScriptMessage* message_;
  Piece piece_;
  std::string copy_;  // of a piece that no NUL follows
  std::size_t part_ = 0;
  std::size_t count_ = 0;  // before the guard, then after it
  bool began_ = false;
  bool behind_guard_ = false;
  std::optional<Ending> ending_;
};

/// Where in a message the server sees a failure, in bytes. Absent: it does not
/// say.
std::optional<std::size_t> failure_offset(const PGconn* connection,
                                          const PGresult* failure,
                                          std::string_view message);

}  // namespace godwit::driver::postgresql
