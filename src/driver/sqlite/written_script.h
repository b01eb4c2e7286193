// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include <span>
#include <string>

#include "driver/written_task.h"

namespace godwit::driver::sqlite {

/// The tasks as sqlite3 runs them, with foreign keys switched off and checked,
/// each with its record, and an end where something is not as it was planned.
Result<std::string> written_script(Session& session,
                                   std::span<const WrittenTask> tasks,
                                   TransactionMode mode);

}  // namespace godwit::driver::sqlite
