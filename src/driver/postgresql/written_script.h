// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include <cstdint>
#include <span>
#include <string>

#include "driver/postgresql/handles.h"
#include "driver/written_task.h"

namespace godwit::driver::postgresql {

/// The tasks as psql runs them, in a session that is all theirs: under the lock
/// of this key, each with its record, whose guards end the script where
/// something is not as it was planned.
Result<std::string> written_script(PGconn* connection,
                                   std::span<const WrittenTask> tasks,
                                   std::int64_t lock_key, TransactionMode mode);

}  // namespace godwit::driver::postgresql
