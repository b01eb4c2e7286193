// SPDX-License-Identifier: BSL-1.0
#include "base/text_position.h"

#include <algorithm>
#include <utility>

#include "base/secrets.h"
#include "base/utf8.h"

namespace godwit {
namespace {

constexpr std::string_view line_ends = "\r\n";

std::size_t step(std::string_view text, std::size_t at) {
  return std::max<std::size_t>(utf8_sequence(text, at), 1);
}

// A code point that the offset lies inside of does not count.
std::uint32_t column_at(std::string_view line, std::size_t offset) {
  std::uint32_t column = 1;
  for (std::size_t at = 0; at < line.size();) {
    at += step(line, at);
    if (at > offset) break;
    ++column;
  }
  return column;
}

struct Line {
  std::uint32_t number = 1;
  std::size_t begin = 0;
  /// Before its line end.
  std::size_t end = 0;
};

Line find_line(std::string_view text, std::size_t offset,
               std::uint32_t first_line) {
  offset = std::min(offset, text.size());
  Line line{.number = first_line, .end = text.find_first_of(line_ends)};
  while (line.end != text.npos && next_line(text, line.end) <= offset) {
    line.begin = next_line(text, line.end);
    line.end = text.find_first_of(line_ends, line.begin);
    ++line.number;
  }
  line.end = std::min(line.end, text.size());
  return line;
}

}  // namespace

SourceLocation locate(std::string_view text, std::size_t offset,
                      std::string file, std::uint32_t first_line) {
  const Line line = find_line(text, offset, first_line);
  const std::string_view source =
      text.substr(line.begin, line.end - line.begin);
  offset = std::min(offset, text.size());
  return {.file = std::move(file),
          .line = line.number,
          .column = column_at(source, offset - line.begin),
          .source = line_without_secrets(text, line.begin, line.end)};
}

std::uint32_t line_of(std::string_view text, std::size_t offset,
                      std::uint32_t first_line) {
  return find_line(text, offset, first_line).number;
}

std::size_t next_line(std::string_view text, std::size_t line_end) {
  const bool two = text.substr(line_end, 2) == "\r\n";
  return std::min(line_end + (two ? 2 : 1), text.size());
}

bool first_on_line(std::string_view text, std::size_t offset) {
  const std::size_t last = text.substr(0, offset).find_last_not_of(" \t");
  return last == text.npos || line_ends.find(text[last]) != line_ends.npos;
}

std::size_t byte_offset(std::string_view text, std::size_t index) {
  std::size_t at = 0;
  for (; index > 0 && at < text.size(); --index) at += step(text, at);
  return at;
}

std::size_t code_points(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); at += step(text, at)) ++count;
  return count;
}

}  // namespace godwit
