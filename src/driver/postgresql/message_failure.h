// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <libpq-fe.h>

#include <cstddef>

#include "driver/postgresql/run_state.h"
#include "driver/postgresql/script_message.h"

namespace godwit::driver::postgresql {

/// What failed in a message whose first script is that of the task `first`.
TaskFailure failure_of_message(const RunState& state, std::size_t first,
                               const ScriptMessage& message,
                               const MessageProgress& progress,
                               const PGresult* failure);

}  // namespace godwit::driver::postgresql
