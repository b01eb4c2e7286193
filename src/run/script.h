// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/migrator.h>
#include <godwit/plan.h>

#include <string>

#include "driver/session.h"
#include "history/history_table.h"

namespace godwit::run {

/// What a run of the plan would do, as text for the command line tool of the
/// database: the same tasks with the same records. Reads only. Fails with
/// `unsupported` where a step is C++ or in doubt, and with `plan_outdated`
/// where the history has moved since.
Result<std::string> write_script(driver::Session& session,
                                 const history::HistoryTable& table,
                                 const Plan& plan,
                                 const MigratorOptions& options);

}  // namespace godwit::run
