// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/plan.h>

#include <vector>

#include "migration/recorded_history.h"
#include "migration/row_amendment.h"

namespace godwit {

/// The decision what to record of a migration that somebody knows more of than
/// the history does. Empty: the history says so already.
Result<std::vector<RowAmendment>> plan_mark(const MigrationSet& migrations,
                                            const RecordedHistory& history,
                                            const MarkRequest& request);

/// The decision which rows to bring in line with the set. Empty: none needs it.
Result<std::vector<RowAmendment>> plan_repair(const MigrationSet& migrations,
                                              const RecordedHistory& history,
                                              const RepairRequest& request);

/// The rows of the history afterwards.
std::int64_t rows_after(const std::vector<RowAmendment>& amendments,
                        const RecordedHistory& history);

}  // namespace godwit
