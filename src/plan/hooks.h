// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/plan.h>

namespace godwit {

/// Adds the hooks that run before and behind each migration, if it is one.
void add_hooks_of_each(const MigrationSet& migrations, Step& step);

/// Adds the hooks of the set to the steps of a plan, if it has steps.
void add_hooks(const MigrationSet& migrations, Plan& plan);

}  // namespace godwit
