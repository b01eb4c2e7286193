// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/plan.h>

#include "migration/recorded_history.h"
#include "plan/numbering.h"

namespace godwit {

/// Whether what the database has of a repeatable script is what the set has.
bool is_current(const Migration& script, const RecordedHistory& history);

/// Adds to the versioned steps of `up` what they and the set want of repeatable
/// scripts: those that a step rebuilds are undone with it, those with another
/// text with their own step, and all that use them before; behind the versioned
/// steps they run. Where `completes_set` is false that is only what the plan
/// itself has undone, since others may need what is still pending.
Result<void> add_repeatable(const MigrationSet& migrations,
                            const RecordedHistory& history,
                            Numbering& numbering, Plan& plan);

/// Adds to the steps of `down` that those repeatable scripts are undone which
/// stand on what a step takes away: on a table that its script alters or drops,
/// or as its migration says by `rebuild`. `up` runs them again.
Result<void> undo_repeatable_with(const MigrationSet& migrations,
                                  const RecordedHistory& history, Plan& plan);

/// That all of them are undone before everything else is.
Result<void> undo_all_repeatable(const MigrationSet& migrations,
                                 const RecordedHistory& history, Plan& plan);

}  // namespace godwit
