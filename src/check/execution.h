// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/embedded_set.h>
#include <godwit/error.h>
#include <godwit/migration.h>

#include <span>
#include <vector>

namespace godwit::check {

/// Applies the sets to a SQLite database in memory. At most one error: what
/// comes after a failed migration cannot be judged.
std::vector<Error> execution_errors(const MigrationSet& set,
                                    std::span<const EmbeddedSet> before);

}  // namespace godwit::check
