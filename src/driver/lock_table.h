// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string_view>

namespace godwit::driver {

/// Of the table that is the lock of a history where the database has nothing
/// else to be one: behind the name of that.
inline constexpr std::string_view lock_suffix = "_lock";

}  // namespace godwit::driver
