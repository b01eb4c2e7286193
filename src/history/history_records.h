// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/plan.h>

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

}  // namespace godwit::history
