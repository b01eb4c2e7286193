// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/plan.h>
#include <godwit/result.h>

#include "driver/session.h"
#include "history/history_table.h"
#include "run/execution.h"
#include "run/listener.h"

namespace godwit::run {

/// `Migrator::resolve`, under the lock.
Result<void> resolve(driver::Session& session,
                     const history::HistoryTable& table,
                     const MigrationSet& migrations,
                     const ResolveRequest& request,
                     const ExecutionOptions& options, Listener& listener);

}  // namespace godwit::run
