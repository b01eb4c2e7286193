// SPDX-License-Identifier: BSL-1.0
#include "sql/string_content.h"

#include <algorithm>

#include "base/escapes.h"
#include "sql/words.h"

namespace godwit::sql {

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
  if (string.starts_with('$')) {
    const std::size_t tag = string.find('$', 1) + 1;
    if (tag == 0 || string.size() < 2 * tag) return std::nullopt;
    StringContent content(offset + tag);
    content.text_ = string.substr(tag, string.size() - 2 * tag);
    return content;
  }
  const std::size_t open = string.find('\'');
  if (open == string.npos || string.size() < open + 2) return std::nullopt;
  const std::string_view prefix = string.substr(0, open);
  const bool escapes = is_word(prefix, "E");
  if (!escapes && !prefix.empty() && !is_word(prefix, "N")) return std::nullopt;
  StringContent content(offset + open + 1);
  content.read(string.substr(open + 1, string.size() - open - 2), escapes);
  return content;
}

void StringContent::read(std::string_view quoted, bool escapes) {
  while (!quoted.empty()) {
    const std::size_t left = quoted.size();
    const std::size_t before = text_.size();
    read_one(quoted, escapes);
    const std::size_t taken = left - quoted.size();
    const std::size_t made = text_.size() - before;
    if (taken == made) continue;
    const std::size_t shift = shifts_.empty() ? 0 : shifts_.back().size;
    shifts_.push_back({text_.size(), shift + taken - made});
  }
}

void StringContent::read_one(std::string_view& quoted, bool escapes) {
  const char c = quoted.front();
  quoted.remove_prefix(1);
  if (escapes && c == '\\' && !quoted.empty()) {
    return take_escape(quoted, text_);
  }
  if (c != '\'') {
    text_ += c;
  } else if (quoted.starts_with('\'')) {
    text_ += c;
    quoted.remove_prefix(1);
  } else {
    // The string goes on behind a line end.
    quoted.remove_prefix(std::min(quoted.find('\''), quoted.size() - 1) + 1);
  }
}

std::size_t StringContent::place(std::size_t offset) const {
  const auto after = std::upper_bound(
      shifts_.begin(), shifts_.end(), offset,
      [](std::size_t at, const Shift& shift) { return at < shift.offset; });
  const std::size_t shift = after == shifts_.begin() ? 0 : (after - 1)->size;
  return begin_ + offset + shift;
}

}  // namespace godwit::sql
