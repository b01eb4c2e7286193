// SPDX-License-Identifier: BSL-1.0
#include "base/text_position.h"

#include <algorithm>
#include <utility>

#include "base/secrets.h"
#include "base/utf8.h"

namespace godwit {
namespace {

constexpr std::string_view line_ends = "\r\n";

// A code point that the offset lies inside of does not count.
std::uint32_t column_at(std::string_view line, std::size_t offset) {
  std::uint32_t column = 1;
  for (std::size_t at = 0; at < line.size();) {
    at += utf8_step(line, at);
    if (at > offset) break;
    ++column;
  }
  return column;
}

// Of the line that begins at `begin`.
std::size_t line_end(std::string_view text, std::size_t begin) {
  return std::min(text.find_first_of(line_ends, begin), text.size());
}

std::uint32_t column_in(std::string_view text, std::size_t begin,
                        std::size_t offset) {
  return column_at(text.substr(begin, line_end(text, begin) - begin),
                   offset - begin);
}

struct Line {
  std::size_t begin = 0;
  /// How many lines stand before it.
  std::uint32_t number = 0;
};

Line line_with(std::string_view text, std::size_t offset) {
  Line line;
  std::size_t end = text.find_first_of(line_ends);
  while (end != text.npos && next_line(text, end) <= offset) {
    line = {next_line(text, end), line.number + 1};
    end = text.find_first_of(line_ends, line.begin);
  }
  return line;
}

}  // namespace

std::uint32_t line_at(std::string_view text, std::size_t offset,
                      std::uint32_t first_line) {
  return first_line + line_with(text, offset).number;
}

SourceLocation locate(std::string_view text, std::size_t offset,
                      std::string file, std::uint32_t first_line) {
  offset = std::min(offset, text.size());
  const Line line = line_with(text, offset);
  return {.file = std::move(file),
          .line = first_line + line.number,
          .column = column_in(text, line.begin, offset),
          // Where a secret ends may only be seen behind the line.
          .source = masked_line(text, line.begin, line_end(text, line.begin),
                                find_secrets(text))};
}

const std::vector<std::size_t>& Lines::begins() const {
  if (!begins_.empty()) return begins_;
  begins_.push_back(0);
  std::size_t end = text_.find_first_of(line_ends);
  while (end != text_.npos) {
    begins_.push_back(next_line(text_, end));
    end = text_.find_first_of(line_ends, begins_.back());
  }
  return begins_;
}

std::uint32_t Lines::number_of(std::size_t offset) const {
  const auto after = std::upper_bound(begins().begin(), begins().end(), offset);
  return static_cast<std::uint32_t>(after - begins().begin() - 1);
}

std::size_t Lines::begin_of(std::uint32_t number) const {
  return begins()[std::min<std::size_t>(number, begins().size() - 1)];
}

SourceLocation Lines::locate(std::size_t offset, std::string file,
                             std::uint32_t first_line) const {
  offset = std::min(offset, text_.size());
  const std::uint32_t number = number_of(offset);
  const std::size_t begin = begin_of(number);
  if (!secrets_) secrets_ = find_secrets(text_);
  return {
      .file = std::move(file),
      .line = first_line + number,
      .column = column_in(text_, begin, offset),
      .source = masked_line(text_, begin, line_end(text_, begin), *secrets_)};
}

std::size_t next_line(std::string_view text, std::size_t line_end) {
  const bool two = text.substr(line_end, 2) == "\r\n";
  return std::min(line_end + (two ? 2 : 1), text.size());
}

bool first_on_line(std::string_view text, std::size_t offset) {
  const std::size_t last = text.substr(0, offset).find_last_not_of(" \t");
  return last == text.npos || line_ends.find(text[last]) != line_ends.npos;
}

}  // namespace godwit
