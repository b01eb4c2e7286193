// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/error.h>

#include <string_view>

namespace godwit {

/// Hides in what a database says of a script the secrets of that script, also
/// where it shows their beginning only, and those that it shows by itself.
void hide_secrets(Error& error, std::string_view script);

}  // namespace godwit
