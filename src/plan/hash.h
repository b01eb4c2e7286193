// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/plan.h>

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "migration/recorded_history.h"

namespace godwit {

/// What Plan::hash is: 4 digits over what is migrated and how (set, history
/// table, direction, mode), 4 over the rows of the history, and 8 over both and
/// the steps. `history_table` is qualified.
std::string plan_hash(const Plan& plan, const MigrationSet& migrations,
                      std::string_view history_table,
                      const RecordedHistory& history);

/// One for several plans that run one after the other; that of a plan alone is
/// its own.
std::string combined_hash(std::span<const std::string> hashes);

/// What differs where two hashes do, such as "the history has other rows".
std::vector<std::string> hash_differences(std::string_view planned,
                                          std::string_view now);

/// Whether it looks like one.
bool is_plan_hash(std::string_view text);

}  // namespace godwit
