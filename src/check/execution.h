// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/embedded_set.h>
#include <godwit/error.h>
#include <godwit/migration.h>

#include <span>
#include <string>
#include <vector>

namespace godwit::check {

/// Runs every script of the set on a database that must have no history of it
/// and may be destroyed: each migration is applied and, where it has a way
/// down, undone and applied again. Required sets are applied before. What comes
/// after a failed way up cannot be judged, nor what comes after a script that
/// failed halfway; all other ways down that fail are told at once.
std::vector<Error> execution_errors(const std::string& database_url,
                                    const MigrationSet& set,
                                    std::span<const EmbeddedSet> before);

}  // namespace godwit::check
