// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/error.h>
#include <godwit/migration.h>

#include <vector>

namespace godwit {

/// What no script may do that is only tried out on a server, an error for each
/// statement, with its place: sql::reach_outside() says what that is. Empty for
/// SQLite, where the session is confined (driver/confined.h).
std::vector<Error> outside_errors(const MigrationSet& set);
/// The same of one migration, and of all but the versioned ones.
std::vector<Error> outside_errors_of(const MigrationSet& set,
                                     const Migration& migration);
std::vector<Error> outside_errors_beside(const MigrationSet& set);

}  // namespace godwit
