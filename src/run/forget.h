// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/kept_table.h>
#include <godwit/result.h>

#include <span>
#include <string>
#include <vector>

#include "driver/session.h"
#include "history/history_table.h"
#include "run/execution.h"
#include "run/listener.h"

namespace godwit::run {

/// All side tables with their rows, by name. Reads only.
Result<std::vector<KeptTable>> counted_kept_tables(driver::Session& session);

/// Those of these names. Fails with the first that is none.
Result<std::vector<KeptTable>> chosen_tables(
    std::span<const KeptTable> kept, std::span<const std::string> names);

/// Under the lock: drops what was asked for and logs that as `options.action`,
/// all or nothing. Tells what is gone. Fails with invalid_argument where there
/// is no history.
Result<std::vector<KeptTable>> forget(driver::Session& session,
                                      const history::HistoryTable& table,
                                      const ForgetRequest& request,
                                      const ExecutionOptions& options,
                                      Listener& listener);

}  // namespace godwit::run
