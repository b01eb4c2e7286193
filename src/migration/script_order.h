// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/migration.h>

#include <vector>

namespace godwit {

/// The scripts, each behind those that it uses, otherwise as they are given: by
/// `uses` and, which it adds to that, by the names of what the others make.
/// Names are no proof, so that where they go round in a circle they do not
/// count. Fails with invalid_migration where `uses` does.
Result<std::vector<Migration>> in_order_of_use(
    const std::vector<Migration>& scripts, Dialect dialect);

}  // namespace godwit
