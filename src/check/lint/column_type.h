// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string_view>

namespace godwit::check {

/// serial, bigserial, …
bool is_serial(std::string_view type);

/// Whether PostgreSQL changes a column from one type to the other without
/// reading its rows (manual of ALTER TABLE, Notes: binary coercible or without
/// a length that could be too small).
bool widens(std::string_view from, std::string_view to);

}  // namespace godwit::check
