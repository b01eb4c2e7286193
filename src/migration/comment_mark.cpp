// SPDX-License-Identifier: BSL-1.0
#include "migration/comment_mark.h"

#include <algorithm>

#include "base/ascii.h"

namespace godwit {
namespace {

constexpr std::string_view blanks = " \t\r\f\v";

bool take_prefix(std::string_view& text, std::string_view prefix) {
  if (text.size() < prefix.size()) return false;
  const bool same = std::equal(prefix.begin(), prefix.end(), text.begin(),
                               [](char p, char t) { return p == lower(t); });
  if (same) text.remove_prefix(prefix.size());
  return same;
}

}  // namespace

std::string_view take_word(std::string_view& text) {
  text = trimmed(text);
  const std::string_view word =
      text.substr(0, std::min(text.find_first_of(blanks), text.size()));
  text = trimmed(text.substr(word.size()));
  return word;
}

std::optional<CommentMark> read_comment_mark(std::string_view text,
                                             const sql::Token& token,
                                             std::string_view tool) {
  if (token.kind != sql::TokenKind::line_comment) return std::nullopt;
  std::string_view rest =
      trimmed(text.substr(token.begin + 2, token.end - token.begin - 2));
  if (!take_prefix(rest, tool) || !take_prefix(rest, ":")) return std::nullopt;
  CommentMark mark;
  mark.word = take_word(rest);
  mark.rest = rest;
  return mark;
}

}  // namespace godwit
