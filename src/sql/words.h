// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string_view>

namespace godwit::sql {

/// Whether some text is a keyword, whatever its case. `capitals` is the keyword
/// in capital letters.
constexpr bool is_word(std::string_view text,
                       std::string_view capitals) noexcept {
  if (text.size() != capitals.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool small = c >= 'a' && c <= 'z';
    if ((small ? static_cast<char>(c - 'a' + 'A') : c) != capitals[i]) {
      return false;
    }
  }
  return true;
}

}  // namespace godwit::sql
