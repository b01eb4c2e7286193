// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/plan.h>

#include <span>
#include <string>
#include <vector>

#include "driver/session.h"
#include "history/history_table.h"

namespace godwit::history {

/// What the records of a run say beside what is in the plan.
struct RecordContext {
  /// Tells this run from all others. Not empty.
  std::string worker = {};
  std::string applied_by = {};
  /// Recorded with the last step where the plan completes the set.
  std::string set_digest = {};
  /// The rows that there are before the run.
  std::span<const AppliedMigration> applied = {};
};

/// What is written to the history as the script of one step goes on: see
/// Task::records and Task::begun.
struct Records {
  std::vector<std::vector<driver::Query>> at = {};
  std::vector<driver::Query> begun = {};
};

/// The records of each step of a plan.
std::vector<Records> make_records(const HistoryTable& table, const Plan& plan,
                                  const RecordContext& context);

/// That the set of this digest is applied completely, by so many rows; empty:
/// that it is not. Affects no row where there are more or fewer of them.
driver::Query digest_record(const HistoryTable& table,
                            const std::string& digest, std::size_t rows);

/// Takes the doubt off a row, which goes on with `statements_done` and its
/// checksum.
driver::Query without_doubt(const HistoryTable& table,
                            const AppliedMigration& row);

}  // namespace godwit::history
