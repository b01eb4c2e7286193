// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <vector>

#include "check/lint/cursor.h"

namespace godwit::check {

/// What a DROP statement takes away; the cursor stands behind DROP.
void read_drop(Cursor& cursor, std::size_t begin, std::vector<Fact>& facts);

}  // namespace godwit::check
