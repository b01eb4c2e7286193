// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include <chrono>
#include <vector>

#include "driver/postgresql/guard.h"
#include "driver/postgresql/run_state.h"

namespace godwit::driver::postgresql {

/// Makes what follows in the transaction the session user's, whatever role and
/// limits a script has set; they are the script's again after the COMMIT.
Commands become_recorder();

/// Sends commands that hold a record. A request to stop does not end that: what
/// was done would be in doubt.
Result<void> send_record(const RunState& state, const Commands& commands);

/// Writes a record behind `before` and commits it with what the transaction has
/// done. `elapsed`: of the task.
Result<void> commit_record(const RunState& state, Commands before,
                           const std::vector<Query>& record,
                           std::chrono::microseconds elapsed);

}  // namespace godwit::driver::postgresql
