// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>

namespace godwit {

/// How to call a file whose name begins with no version: what another tool's
/// name means becomes a name here, as far as that can be told.
std::string name_hint(std::string_view file_name);

}  // namespace godwit
