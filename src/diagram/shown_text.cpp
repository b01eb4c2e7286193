// SPDX-License-Identifier: BSL-1.0
#include "diagram/shown_text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "base/utf8.h"

namespace godwit::diagram {
namespace {

constexpr std::uint32_t replacement = 0xFFFD;

// U+2400 and what follows are pictures of the first 32, and of 127 U+2421.
std::uint32_t seen(std::uint32_t point) {
  if (point < 0x20) return 0x2400 + point;
  if (point == 0x7F) return 0x2421;
  const bool control = point >= 0x80 && point < 0xA0;
  const bool breaks_line = point == 0x2028 || point == 0x2029;
  const bool turns = (point >= 0x202A && point <= 0x202E) ||
                     (point >= 0x2066 && point <= 0x2069) || point == 0x200E ||
                     point == 0x200F;
  const bool none = (point & 0xFFFE) == 0xFFFE;
  return control || breaks_line || turns || none ? replacement : point;
}

// What terminals and browsers give the room of two letters.
bool is_wide(std::uint32_t point) {
  constexpr std::array<std::pair<std::uint32_t, std::uint32_t>, 9> ranges{{
      {0x1100, 0x115F},
      {0x2600, 0x27BF},
      {0x2E80, 0x303E},
      {0x3041, 0xA4CF},
      {0xAC00, 0xD7A3},
      {0xF900, 0xFAFF},
      {0xFE30, 0xFE6F},
      {0xFF00, 0xFF60},
      {0x1F000, 0x3FFFD},
  }};
  return std::any_of(ranges.begin(), ranges.end(), [&](const auto& range) {
    return point >= range.first && point <= range.second;
  });
}

int width_of(std::string_view sequence) {
  return is_wide(utf8_code_point(sequence)) ? 2 : 1;
}

}  // namespace

std::string shown_text(std::string_view text) {
  std::string shown;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t size = utf8_sequence(text, i);
    append_utf8(
        size == 0 ? replacement : seen(utf8_code_point(text.substr(i, size))),
        shown);
    i += std::max<std::size_t>(size, 1);
  }
  return shown;
}

int columns_of(std::string_view shown) {
  int columns = 0;
  for (std::size_t i = 0; i < shown.size();) {
    const std::size_t size = utf8_step(shown, i);
    columns += width_of(shown.substr(i, size));
    i += size;
  }
  return columns;
}

std::string shortened(std::string_view shown, int columns) {
  if (columns_of(shown) <= columns) return std::string(shown);
  int room = columns - 1;
  std::size_t end = 0;
  while (end < shown.size()) {
    const std::size_t size = utf8_step(shown, end);
    room -= width_of(shown.substr(end, size));
    if (room < 0) break;
    end += size;
  }
  return std::string(shown.substr(0, end)) + "…";
}

std::string escaped_for_xml(std::string_view shown) {
  std::string escaped;
  for (const char c : shown) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

}  // namespace godwit::diagram
