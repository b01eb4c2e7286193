// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/migration.h>

#include <vector>

namespace godwit {

/// The scripts of a set that are none of its migrations or snapshot, both
/// directions of repeatable scripts, seeds and hooks. Live as long as the set.
std::vector<const Script*> further_scripts(const MigrationSet& set);

}  // namespace godwit
