// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace godwit {

/// A character that nobody sees, or takes for a space.
struct InvisibleCharacter {
  std::size_t offset = 0;
  std::uint32_t code_point = 0;
  /// "no-break space".
  std::string_view name = {};
};

/// The first one of a UTF-8 text. Control characters of ASCII are none.
std::optional<InvisibleCharacter> find_invisible_character(
    std::string_view text);

}  // namespace godwit
