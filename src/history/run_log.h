// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/logged_run.h>
#include <godwit/result.h>

#include <string>
#include <string_view>
#include <vector>

#include "driver/session.h"
#include "history/history_table.h"

namespace godwit::history {

/// What is known of a run when it begins.
struct RunEntry {
  /// Tells this run from all others. Not empty.
  std::string run = {};
  std::string_view action = {};
  std::vector<std::string> steps = {};
  std::string reason = {};
  std::string run_by = {};
  std::string program = {};
  std::string set_digest = {};
};

/// That a run has begun. To be written with the first record of its first
/// task, so that it costs no message of its own and nothing is logged of a run
/// that has kept nothing.
driver::Query log_begun(const HistoryTable& table, const RunEntry& entry);
/// That one which was logged has done all its steps.
driver::Query log_ended(const HistoryTable& table, const RunEntry& entry);
/// Both, of one that is over with its first record.
driver::Query log_done(const HistoryTable& table, const RunEntry& entry);
/// That a run has failed, whether or not it was logged that it had begun.
driver::Query log_failed(const HistoryTable& table, const RunEntry& entry,
                         std::size_t steps_done, std::string error);

/// In the order in which they began. Precondition: there is a history.
Result<std::vector<LoggedRun>> read_log(driver::Session& session,
                                        const HistoryTable& table);

}  // namespace godwit::history
