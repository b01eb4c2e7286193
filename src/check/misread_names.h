// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/embedded_set.h>
#include <godwit/migration.h>

#include <span>
#include <vector>

#include "check/lint.h"

namespace godwit::check {

/// What stands in double quotes in a set for SQLite and is a string there, at
/// most one for each statement. `before` are the sets that it requires. All of
/// them run, so they must be known to: after a statement that fails, nothing
/// is looked at. Empty where this program has no SQLite.
std::vector<MisreadName> misread_names(const MigrationSet& set,
                                       std::span<const EmbeddedSet> before);

}  // namespace godwit::check
