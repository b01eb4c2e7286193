// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <libpq-fe.h>

#include <cstddef>
#include <optional>
#include <string_view>

#include "driver/postgresql/run_state.h"
#include "driver/postgresql/script_message.h"

namespace godwit::driver::postgresql {

/// Why a statement of a script failed, which ran as `role` (empty: ours).
Error script_error(const RunState& state, const PGresult* failure,
                   std::string_view role);

/// Locks that were not to be had in time, deadlocks, and transactions that
/// could not be serialised.
bool may_pass(std::string_view sqlstate);

/// What a message carries: the scripts of the tasks from `task` on, or one
/// statement of that one.
struct MessageContents {
  std::size_t task = 0;
  std::optional<std::size_t> statement = {};
};

/// What failed in a message.
TaskFailure failure_of_message(const RunState& state, MessageContents contents,
                               const ScriptMessage& message,
                               const MessageProgress& progress,
                               const PGresult* failure);

}  // namespace godwit::driver::postgresql
