// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>

#include "check/lint/cursor.h"

namespace godwit::check {

/// What a CREATE statement makes; the cursor stands behind CREATE.
std::optional<What> read_create(Cursor& cursor);

}  // namespace godwit::check
