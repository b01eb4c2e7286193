// SPDX-License-Identifier: BSL-1.0
#include "migration/script_checksum.h"

#include <algorithm>
#include <cstddef>

#include "base/ascii.h"
#include "base/sha256.h"
#include "base/text_position.h"
#include "sql/statements.h"

namespace godwit {
namespace {

constexpr std::string_view line_ends = "\r\n";
constexpr std::string_view inner_blanks = " \t\f\v";

// 0 where there is none.
std::size_t size_without_trailing(std::string_view text,
                                  std::string_view characters) {
  return text.find_last_not_of(characters) + 1;
}

// A comment with the space before it, and with its line where nothing else is
// on that.
StatementRange with_its_line(std::string_view text, StatementRange comment) {
  comment.begin =
      size_without_trailing(text.substr(0, comment.begin), inner_blanks);
  const bool alone = comment.begin == 0 ||
                     line_ends.find(text[comment.begin - 1]) != text.npos;
  if (alone) comment.end = next_line(text, comment.end);
  return comment;
}

std::string without(std::string_view text,
                    std::span<const StatementRange> comments) {
  std::string kept;
  std::size_t at = 0;
  for (const StatementRange& comment : comments) {
    const StatementRange range = with_its_line(text, comment);
    const std::size_t begin = std::max(range.begin, at);
    kept += text.substr(at, begin - at);
    at = range.end;
  }
  return kept.append(text.substr(at));
}

void append_without_line_end_space(std::string& kept, std::string_view text) {
  for (std::size_t end = text.find_first_of(line_ends); end != text.npos;
       end = text.find_first_of(line_ends)) {
    kept += text.substr(
        0, size_without_trailing(text.substr(0, end), inner_blanks));
    kept += text[end];
    text.remove_prefix(end + 1);
  }
  kept += text;
}

// In strings and names it means something.
std::string without_line_end_space(std::string_view text, Dialect dialect) {
  std::string kept;
  std::size_t at = 0;
  sql::Lexer lexer(text, dialect);
  for (sql::Token token; lexer.next(token);) {
    if (token.kind != sql::TokenKind::string &&
        token.kind != sql::TokenKind::quoted_name) {
      continue;
    }
    append_without_line_end_space(kept, text.substr(at, token.begin - at));
    kept += text.substr(token.begin, token.end - token.begin);
    at = token.end;
  }
  append_without_line_end_space(kept, text.substr(at));
  return kept;
}

bool has_line_end_space(std::string_view text) {
  for (std::size_t end = text.find_first_of(line_ends); end != text.npos;
       end = text.find_first_of(line_ends, end + 1)) {
    if (end > 0 && inner_blanks.find(text[end - 1]) != inner_blanks.npos)
      return true;
  }
  return false;
}

}  // namespace

std::string script_checksum(std::string_view text,
                            std::span<const StatementRange> uncounted,
                            Dialect dialect) {
  std::string kept;
  if (!uncounted.empty()) text = kept = without(text, uncounted);
  text = trimmed(text);
  // Most files have none, and need not be read once more.
  if (!has_line_end_space(text)) return text_checksum(text);
  return text_checksum(without_line_end_space(text, dialect));
}

}  // namespace godwit
