// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

namespace godwit {

/// Name of the user that this process runs as; "unknown" if it has none.
std::string operating_system_user();

}  // namespace godwit
