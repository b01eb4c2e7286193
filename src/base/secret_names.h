// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <string_view>

namespace godwit {

/// What the name of a parameter, a setting or a column has in it where its
/// value is for nobody to see. cmake/GodwitDefaultUrl.cmake has the same.
inline constexpr std::array<std::string_view, 12> secret_names = {
    "password", "passwd", "pwd",     "passphrase",  "secret",     "token",
    "scram_",   "apikey", "api_key", "private_key", "access_key", "credential"};

}  // namespace godwit
