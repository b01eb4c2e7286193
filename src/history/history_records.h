// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/plan.h>

#include <optional>
#include <string>
#include <vector>

#include "driver/session.h"
#include "history/history_table.h"
#include "migration/recorded_history.h"
#include "migration/row_amendment.h"

namespace godwit::history {

/// What the records of a run say beside what is in the plan.
struct RecordContext {
  /// Tells this run from all others. Not empty.
  std::string worker = {};
  std::string applied_by = {};
  /// Recorded with the last step where the plan completes the set.
  std::string set_digest = {};
  /// Why a run up protects the database, where nothing does. Empty: not.
  std::string protection = {};
};

/// What is written to the history as the script of one step goes on: see
/// Task::records, Task::begun and Task::committed.
struct Records {
  std::vector<std::vector<driver::Query>> at = {};
  /// Those before this one are never written.
  std::size_t first = 0;
  std::vector<driver::Query> begun = {};
  std::vector<driver::Query> committed = {};
  /// For each of Step::before. Empty: nothing is recorded of it.
  std::vector<std::vector<driver::Query>> before = {};
};

/// The records of each step of a plan, on a history that is `before`.
std::vector<Records> make_records(const HistoryTable& table, const Plan& plan,
                                  const RecordedHistory& before,
                                  const RecordContext& context);

/// What records the baseline of a plan, all at once. Empty: it has none.
std::vector<driver::Query> baseline_records(const HistoryTable& table,
                                            const Plan& plan,
                                            const RecordedHistory& before,
                                            const RecordContext& context);

/// That the set of this digest is applied completely, by so many rows; empty:
/// that it is not. Affects no row where there are more or fewer of them.
driver::Query digest_record(const HistoryTable& table,
                            const std::string& digest, std::int64_t rows);

/// That the database is protected, and why; absent: that it is not.
driver::Query protection_record(const HistoryTable& table,
                                const std::optional<std::string>& reason);

/// That `push` has made a schema of this fingerprint, of which the rows do not
/// tell: the next run looks closely whether the set is complete.
driver::Query pushed_record(const HistoryTable& table,
                            const std::string& fingerprint);

/// That the rows tell of what was pushed.
driver::Query caught_up_record(const HistoryTable& table);

/// What carries out an amendment of the history.
driver::Query amendment_record(const HistoryTable& table,
                               const RowAmendment& amendment,
                               const std::string& applied_by);

}  // namespace godwit::history
