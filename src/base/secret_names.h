// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace godwit {

/// What the name of a parameter, a setting or a column has in it where its
/// value is for nobody to see. cmake/GodwitDefaultUrl.cmake has the same.
inline constexpr std::array<std::string_view, 12> secret_names = {
    "password", "passwd", "pwd",     "passphrase",  "secret",     "token",
    "scram_",   "apikey", "api_key", "private_key", "access_key", "credential"};

/// Whether a name, in small letters, has one of them in it.
inline bool is_secret_name(std::string_view small) {
  return std::any_of(
      secret_names.begin(), secret_names.end(),
      [&](std::string_view part) { return small.find(part) != small.npos; });
}

}  // namespace godwit
