// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

namespace godwit::driver::console {

/// As SQLite writes it, which is 15 digits; and with as many as it takes where
/// another number would be read from those.
std::string real_text(double number);

}  // namespace godwit::driver::console
