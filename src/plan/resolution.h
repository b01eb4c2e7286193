// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/plan.h>

#include <vector>

#include "migration/recorded_history.h"
#include "plan/amendment.h"

namespace godwit {

/// The decision how a script goes on whose statement is in doubt: behind that
/// statement or with it. The history must have been read with the ways down
/// that the set does not have.
Result<std::vector<RowAmendment>> plan_resolution(
    const MigrationSet& migrations, const RecordedHistory& history,
    const ResolveRequest& request);

}  // namespace godwit
