// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/migration.h>

namespace godwit {

/// Whether an interrupted script can go on: the statements that have run are
/// still the first ones of it, word for word.
bool can_resume(const Script& script, const AppliedMigration& row);

}  // namespace godwit
