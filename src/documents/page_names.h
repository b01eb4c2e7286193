// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <vector>

#include "diagram/tables.h"

namespace godwit::documents {

/// For each table, what its files are called without an ending: of letters that
/// every file system and every link take, no two the same but for case. What a
/// name lost by that, some digits stand for, which other tables do not change.
std::vector<std::string> page_names(const diagram::Tables& all);

}  // namespace godwit::documents
