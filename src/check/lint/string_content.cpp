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
    StringContent content(unquoted(string), offset + 1);
    const std::string& text = content.text_;
    for (std::size_t i = text.find('\''); i != text.npos;
         i = text.find('\'', i + 1)) {
      content.doubled_quotes_.push_back(i);
    }
    return content;
  }
  if (!string.starts_with('$')) return std::nullopt;
  const std::size_t tag = string.find('$', 1) + 1;
  return StringContent(std::string(string.substr(tag, string.size() - 2 * tag)),
                       offset + tag);
}

std::size_t StringContent::place(std::size_t offset) const {
  const auto before =
      std::lower_bound(doubled_quotes_.begin(), doubled_quotes_.end(), offset);
  return begin_ + offset +
         static_cast<std::size_t>(before - doubled_quotes_.begin());
}

}  // namespace godwit::check
