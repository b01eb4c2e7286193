// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include "driver/session.h"
#include "history/history_table.h"
#include "migration/recorded_history.h"

namespace godwit::run {

/// Whether nothing of users is there but these tables of a history: on SQLite
/// in the file, on PostgreSQL in the schema that the session works in, where
/// what belongs to extensions does not count.
Result<bool> is_empty_database(driver::Session& session,
                               const history::HistoryTable& history);

/// Says so in a history without rows, where the set has a snapshot for a new
/// database and the application has not counted a version of its own.
Result<void> look_whether_empty(driver::Session& session,
                                const MigrationSet& set,
                                const history::HistoryTable& table,
                                RecordedHistory& history);

}  // namespace godwit::run
