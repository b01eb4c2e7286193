// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "driver/session.h"
#include "history/history_table.h"
#include "migration/outline.h"
#include "migration/recorded_history.h"

namespace godwit::history {

/// What one round trip learns: enough to see that there is nothing to do.
struct Summary {
  /// False: there is no history.
  bool exists = false;
  /// Digest of the set that was applied completely, and how many rows there
  /// were then. Empty: not complete.
  std::string set_digest = {};
  std::int64_t set_size = 0;
  std::int64_t rows = 0;
  /// Why the database is protected. Absent: it is not.
  std::optional<std::string> protection = {};
  /// See RecordedHistory::pushed.
  std::optional<std::string> pushed = {};

  /// Nobody has touched the rows since the set was complete.
  bool completed(std::string_view digest) const noexcept {
    return exists && !digest.empty() && digest == set_digest &&
           rows == set_size;
  }
};

/// One query, which takes no lock and writes nothing. Fails with
/// `unusable_history` where the tables are not Godwit's or are too new.
Result<Summary> read_summary(driver::Session& session,
                             const HistoryTable& table);

/// A summary and, unless this set is complete, as much of the rows as says how
/// they stand to it: version, state, checksum and whether it is breaking.
struct Outline {
  Summary summary = {};
  RecordedHistory history = {};
};

/// As read_summary, in one query too. `digest` is in hexadecimal.
Result<Outline> read_outline(driver::Session& session,
                             const HistoryTable& table,
                             std::string_view digest);

/// All rows, without the ways down.
Result<RecordedHistory> read_history(driver::Session& session,
                                     const HistoryTable& table);

/// What is left of a history without its beginning, which is exactly that of a
/// set.
struct Unsettled {
  /// In the set, behind the beginning.
  SetPosition position = {};
  /// Of the first row behind it.
  std::string next = {};
  /// The other rows.
  RecordedHistory history = {};
};

/// Goes through the rows in the order of application, for as long as they are
/// the migrations of the set one after the other, completely applied with the
/// text that the set has, which is a look at few columns. Of these the last so
/// many are taken for unsettled, too. Absent: nothing is settled.
Result<std::optional<Unsettled>> read_unsettled(driver::Session& session,
                                                const HistoryTable& table,
                                                EmbeddedSet embedded,
                                                std::size_t last);

/// Reads the ways down of those applied migrations that the set does not have,
/// by one more query where there are any.
Result<void> read_ways_down(driver::Session& session, const HistoryTable& table,
                            const MigrationSet& known,
                            RecordedHistory& history);

}  // namespace godwit::history
