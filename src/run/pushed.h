// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/embedded_set.h>
#include <godwit/result.h>

#include <span>

#include "driver/session.h"
#include "history/history_table.h"
#include "migration/recorded_history.h"

namespace godwit::run {

/// Says in a history that knows of a push how the schema is now. Does nothing
/// where nobody has pushed. `required`: the sets that are applied before, whose
/// histories are no part of a schema either.
Result<void> look_at_pushed(driver::Session& session, const MigrationSet& set,
                            const history::HistoryTable& table,
                            std::span<const EmbeddedSet> required,
                            RecordedHistory& history);

}  // namespace godwit::run
