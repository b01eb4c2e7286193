// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <vector>

#include "check/lint/cursor.h"

namespace godwit::check {

/// What an ALTER statement does; the cursor stands behind ALTER.
void read_alter(Cursor& cursor, std::size_t begin, std::vector<Fact>& facts);

}  // namespace godwit::check
