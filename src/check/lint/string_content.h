// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace godwit::check {

/// What stands between the quotes of a string or a name, with doubled ones made
/// single.
std::string unquoted(std::string_view text);

/// What a string of a script holds, as a text of its own.
class StringContent {
 public:
  /// `offset` is that of the string in the script. Absent: it is no string, or
  /// one with escapes.
  static std::optional<StringContent> of(std::string_view string,
                                         std::size_t offset);

  const std::string& text() const { return text_; }
  /// Where a character of the text stands in the script.
  std::size_t place(std::size_t offset) const;

 private:
  StringContent(std::string text, std::size_t begin)
      : text_(std::move(text)), begin_(begin) {}

  std::string text_;
  std::size_t begin_;
  /// Those in the text that stand twice in the script.
  std::vector<std::size_t> doubled_quotes_;
};

}  // namespace godwit::check
