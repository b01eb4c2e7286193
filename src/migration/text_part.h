// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/error.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/text_position.h"

namespace godwit {

/// A stretch of a migration file, such as its down half.
struct TextPart {
  std::string_view text = {};
  /// Path for messages.
  std::string file = {};
  /// The line of `file` on which `text` begins.
  std::uint32_t first_line = 1;
  /// A NUL follows `text`.
  bool terminated = false;
  /// Of `text`. Costs nothing before it is asked.
  Lines lines{text};

  /// From one offset of `text` to another.
  TextPart part(std::size_t begin, std::size_t end) const;
};

/// An error of code invalid_migration at an offset of the text.
Error invalid_at(const TextPart& part, std::size_t offset, std::string message,
                 std::string hint);

}  // namespace godwit
