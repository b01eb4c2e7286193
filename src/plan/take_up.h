// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/plan.h>

#include "plan/standing.h"

namespace godwit {

/// Has a step go on with what a run has begun outside a transaction. Where that
/// has done nothing yet, the script may be another one; else it must still
/// begin with the statements that have run, word for word. C++ goes on from its
/// checkpoint.
Result<void> take_up(Step& step, const Standing& one);

}  // namespace godwit
