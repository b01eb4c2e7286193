// SPDX-License-Identifier: BSL-1.0
#include "base/escapes.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/number.h"
#include "base/utf8.h"

namespace godwit {
namespace {

// Takes up to so many digits. Absent: there is none.
std::optional<std::uint32_t> take_number(std::string_view& text,
                                         std::size_t most, int base) {
  std::size_t size = std::min(most, text.size());
  while (size > 0) {
    const auto number = parse_number<std::uint32_t>(text.substr(0, size), base);
    if (!number) {
      --size;
      continue;
    }
    text.remove_prefix(size);
    return number;
  }
  return std::nullopt;
}

char control_character(char c) {
  constexpr std::string_view letters = "bfnrt";
  constexpr std::string_view meant = "\b\f\n\r\t";
  const std::size_t at = letters.find(c);
  return at == letters.npos ? c : meant[at];
}

}  // namespace

void take_escape(std::string_view& text, std::string& resolved) {
  if (const auto byte = take_number(text, 3, 8)) {
    resolved += static_cast<char>(*byte);
    return;
  }
  const char c = text.front();
  text.remove_prefix(1);
  const std::size_t digits = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
  const auto number = take_number(text, digits, 16);
  if (!number) {
    resolved += control_character(c);
  } else if (c == 'x') {
    resolved += static_cast<char>(*number);
  } else {
    append_utf8(*number, resolved);
  }
}

void take_unicode_escape(std::string_view& text, std::string& resolved) {
  const bool six = text.starts_with('+');
  if (six) text.remove_prefix(1);
  const auto number = take_number(text, six ? 6 : 4, 16);
  if (number) {
    append_utf8(*number, resolved);
  } else if (!text.empty()) {
    resolved += text.front();
    text.remove_prefix(1);
  }
}

}  // namespace godwit
