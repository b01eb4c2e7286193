// SPDX-License-Identifier: BSL-1.0
#include "check/lint/string_content.h"

#include <algorithm>

namespace godwit::check {

std::string unquoted(std::string_view text) {
  const char quote = text.back() == ']' ? '\0' : text.back();
  std::string result;
  for (std::size_t i = 1; i + 1 < text.size(); ++i) {
    result += text[i];
    if (text[i] == quote) ++i;
  }
  return result;
}

std::optional<StringContent> StringContent::of(std::string_view string,
                                               std::size_t offset) {
  if (string.starts_with('\'')) {
    return StringContent(unquoted(string), offset + 1, true);
  }
  if (!string.starts_with('$')) return std::nullopt;
  const std::size_t tag = string.find('$', 1) + 1;
  return StringContent(std::string(string.substr(tag, string.size() - 2 * tag)),
                       offset + tag, false);
}

std::size_t StringContent::place(std::size_t offset) const {
  if (!doubled_) return begin_ + offset;
  const auto end = text_.begin() + static_cast<std::ptrdiff_t>(offset);
  const auto quotes = std::count(text_.begin(), end, '\'');
  return begin_ + offset + static_cast<std::size_t>(quotes);
}

}  // namespace godwit::check
