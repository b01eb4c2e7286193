// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>

namespace godwit {

/// A name as SQL identifier, in double quotes.
std::string quoted_name(std::string_view name);

}  // namespace godwit
