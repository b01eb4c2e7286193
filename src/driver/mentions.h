// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string_view>

namespace godwit::driver {

/// Whether a script has a word in it, which is given in small letters: also in
/// quotes, in comments, and as a part of another.
bool mentions(std::string_view script, std::string_view word);

}  // namespace godwit::driver
