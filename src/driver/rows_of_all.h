// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include <span>
#include <string>

#include "driver/session.h"

namespace godwit::driver {

/// What all of these give, each a SELECT of the same columns, in few statements
/// rather than one for each: a server has a way to go for each. They are not
/// Godwit's own. In any order.
Result<Rows> rows_of_all(Session& session,
                         std::span<const std::string> selects);

}  // namespace godwit::driver
