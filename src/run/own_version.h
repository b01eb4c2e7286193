// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/migration.h>

#include <functional>

#include "driver/session.h"
#include "migration/recorded_history.h"

namespace godwit::run {

using ReadHistory = std::function<Result<RecordedHistory>()>;

/// What `read` reads, and where that is no history, the answer of the set's
/// query for the version that the application has counted itself. A table that
/// is not there, no row, NULL and 0 are a new database.
Result<RecordedHistory> read_with_own_version(driver::Session& session,
                                              const MigrationSet& set,
                                              const ReadHistory& read);

}  // namespace godwit::run
