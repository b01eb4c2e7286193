// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/plan.h>

#include "migration/recorded_history.h"

namespace godwit {

/// What a plan of `up` comes to on a database whose schema `push` has made:
/// where that is the schema of the set, its steps are recorded and not run, but
/// for those that change nothing but rows. Otherwise it is refused, since they
/// would meet what is there already. Precondition: the database was pushed to.
Result<Plan> of_pushed(Plan plan, const RecordedHistory& history,
                       Dialect dialect);

}  // namespace godwit
