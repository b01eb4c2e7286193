// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/error.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/redaction.h"

namespace godwit {

/// The place of a byte offset in a text that begins on line `first_line` of
/// `file`. Lines end at LF, CR LF or a lone CR; columns count code points. An
/// offset past the end means the end. The source line shows no secrets.
SourceLocation locate(std::string_view text, std::size_t offset,
                      std::string file, std::uint32_t first_line = 1);

/// The line of such a place alone, which does not take the text to be SQL.
std::uint32_t line_at(std::string_view text, std::size_t offset,
                      std::uint32_t first_line = 1);

/// The lines of a text, for many questions about it: each answer takes no
/// longer where the text does, but the first. Views the text. Not for several
/// threads at once.
class Lines {
 public:
  explicit Lines(std::string_view text) : text_(text) {}

  /// How many lines end before the offset.
  std::uint32_t number_of(std::size_t offset) const;
  /// The offset at which the line of a number begins; of the last line, if
  /// there are fewer.
  std::size_t begin_of(std::uint32_t number) const;
  /// As the function of this name.
  SourceLocation locate(std::size_t offset, std::string file,
                        std::uint32_t first_line = 1) const;

 private:
  const std::vector<std::size_t>& begins() const;

  std::string_view text_;
  // Both are found when they are asked for: most texts are without an error.
  mutable std::vector<std::size_t> begins_;
  mutable std::optional<std::vector<Secret>> secrets_;
};

/// Where the line begins that follows the line end at `line_end`, which may
/// also be the end of the text.
std::size_t next_line(std::string_view text, std::size_t line_end);

/// Whether nothing but space stands before the offset on its line.
bool first_on_line(std::string_view text, std::size_t offset);

}  // namespace godwit
