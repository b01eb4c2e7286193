// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace godwit::sql {

/// What stands between the quotes of a string or a name, with doubled ones made
/// single.
std::string unquoted(std::string_view text);

/// What a string of a script holds, as a text of its own.
class StringContent {
 public:
  /// Of '…', N'…', $tag$…$tag$ and, with its escapes resolved, E'…'. `offset`
  /// is that of the string in the script. Absent: it is none of them.
  static std::optional<StringContent> of(std::string_view string,
                                         std::size_t offset);

  const std::string& text() const { return text_; }
  /// Where a character of the text stands in the script.
  std::size_t place(std::size_t offset) const;

 private:
  explicit StringContent(std::size_t begin) : begin_(begin) {}

  void read(std::string_view quoted, bool escapes);
  void read_one(std::string_view& quoted, bool escapes);

  /// Of the text from an offset on: how much longer all before it is in the
  /// script, where quotes stand twice.
  struct Shift {
    std::size_t offset = 0;
    std::size_t size = 0;
  };

  std::string text_;
  std::size_t begin_;
  std::vector<Shift> shifts_;
};

}  // namespace godwit::sql
