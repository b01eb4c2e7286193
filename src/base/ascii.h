// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace godwit {

/// A letter of ASCII made small, and all else as it is, whatever the locale.
constexpr char lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

inline std::string lower(std::string_view text) {
  std::string small(text);
  for (char& c : small) c = lower(c);
  return small;
}

/// Whether a text is this word in small letters, whatever its own case.
inline bool equal_but_for_case(std::string_view text,
                               std::string_view small) noexcept {
  return std::equal(text.begin(), text.end(), small.begin(), small.end(),
                    [](char t, char s) { return lower(t) == s; });
}

/// A blank, a tab or what ends a line or page.
constexpr bool is_space(char c) noexcept {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

/// A letter of ASCII, small or large.
constexpr bool is_letter(char c) noexcept {
  return lower(c) >= 'a' && lower(c) <= 'z';
}

/// What names in SQL are made of that are not quoted, in both dialects: ASCII's
/// letters and digits, `_`, `$`, and all beyond ASCII.
constexpr bool is_name_character(char c) noexcept {
  return is_letter(c) || is_digit(c) || c == '_' || c == '$' ||
         static_cast<unsigned char>(c) >= 0x80;
}

/// Without the blanks and line ends around it.
constexpr std::string_view trimmed(std::string_view text) noexcept {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

/// A text on one line: a blank for each stretch of such characters.
inline std::string with_single_spaces(std::string_view text) {
  std::string line;
  for (const char c : text) {
    if (!is_space(c)) {
      line += c;
    } else if (!line.ends_with(' ')) {
      line += ' ';
    }
  }
  return line;
}

}  // namespace godwit
