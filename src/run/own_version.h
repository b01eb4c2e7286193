// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/migration.h>

#include "driver/session.h"
#include "migration/recorded_history.h"

namespace godwit::run {

/// Where there is no history, asks the set's query for the version that the
/// application has counted itself. A table that is not there, no row, NULL and
/// 0 are a new database.
Result<void> read_own_version(driver::Session& session, const MigrationSet& set,
                              RecordedHistory& history);

}  // namespace godwit::run
