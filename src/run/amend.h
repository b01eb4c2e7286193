// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/plan.h>
#include <godwit/result.h>

#include <functional>
#include <string>
#include <vector>

#include "driver/session.h"
#include "history/history_table.h"
#include "plan/amendment.h"
#include "run/execution.h"
#include "run/listener.h"

namespace godwit::run {

struct AmendRequest {
  std::function<Result<std::vector<RowAmendment>>(const MigrationSet&,
                                                  const RecordedHistory&)>
      decide;
  std::string reason = {};
  /// The decision looks at ways down that the set does not have.
  bool reads_ways_down = false;
};

/// Under the lock: decides what to change in the history, changes it and logs
/// that as `options.action`. Fails with invalid_argument where there is none.
Result<std::vector<Amendment>> amend(driver::Session& session,
                                     const history::HistoryTable& table,
                                     const MigrationSet& migrations,
                                     const AmendRequest& request,
                                     const ExecutionOptions& options,
                                     Listener& listener);

/// Under the lock too: whether the database is protected from now on. False: it
/// was so already. Fails with invalid_argument where there is no history.
Result<bool> protect(driver::Session& session,
                     const history::HistoryTable& table,
                     const ProtectRequest& request,
                     const ExecutionOptions& options, Listener& listener);

/// For the outside.
std::vector<Amendment> told(const std::vector<RowAmendment>& amendments);

}  // namespace godwit::run
