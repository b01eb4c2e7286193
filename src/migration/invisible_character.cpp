// SPDX-License-Identifier: BSL-1.0
#include "migration/invisible_character.h"

#include <algorithm>
#include <iterator>

#include "base/utf8.h"

namespace godwit {
namespace {

struct Range {
  std::uint32_t first;
  std::uint32_t last;
  std::string_view name;
};

// Ordered. Unicode's spaces, format characters and letters without a shape;
// those that are well known have their own name.
constexpr Range ranges[] = {
    {0x0080, 0x009F, "control character"},
    {0x00A0, 0x00A0, "no-break space"},
    {0x00AD, 0x00AD, "soft hyphen"},
    {0x034F, 0x034F, "combining grapheme joiner"},
    {0x061C, 0x061C, "arabic letter mark"},
    {0x115F, 0x1160, "hangul filler"},
    {0x1680, 0x1680, "ogham space mark"},
    {0x17B4, 0x17B5, "invisible vowel"},
    {0x180B, 0x180F, "mongolian separator"},
    {0x2000, 0x200A, "space of another width"},
    {0x200B, 0x200B, "zero-width space"},
    {0x200C, 0x200C, "zero-width non-joiner"},
    {0x200D, 0x200D, "zero-width joiner"},
    {0x200E, 0x200F, "mark of the writing direction"},
    {0x2028, 0x2028, "line separator"},
    {0x2029, 0x2029, "paragraph separator"},
    {0x202A, 0x202E, "control of the writing direction"},
    {0x202F, 0x202F, "narrow no-break space"},
    {0x205F, 0x205F, "space of another width"},
    {0x2060, 0x2060, "word joiner"},
    {0x2061, 0x2064, "invisible operator"},
    {0x2065, 0x206F, "control of the writing direction"},
    {0x3000, 0x3000, "ideographic space"},
    {0x3164, 0x3164, "hangul filler"},
    {0xFE00, 0xFE0F, "variation selector"},
    {0xFEFF, 0xFEFF, "byte order mark"},
    {0xFFA0, 0xFFA0, "hangul filler"},
    {0xFFF0, 0xFFFB, "format character"},
    {0xE0000, 0xE0FFF, "tag character"},
};

const Range* range_of(std::uint32_t code_point) {
  const Range* const found = std::find_if(
      std::begin(ranges), std::end(ranges),
      [&](const Range& range) { return code_point <= range.last; });
  const bool inside = found != std::end(ranges) && code_point >= found->first;
  return inside ? found : nullptr;
}

bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }

}  // namespace

std::optional<InvisibleCharacter> find_invisible_character(
    std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    if (is_ascii(text[at])) {
      ++at;
      continue;
    }
    const std::size_t size = utf8_sequence(text, at);
    if (size == 0) return std::nullopt;
    const std::uint32_t code_point = utf8_code_point(text.substr(at, size));
    if (const Range* range = range_of(code_point)) {
      return InvisibleCharacter{at, code_point, range->name};
    }
    at += size;
  }
  return std::nullopt;
}

}  // namespace godwit
