// SPDX-License-Identifier: BSL-1.0
#include "tool/plpgsql_tokens.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "sql/words.h"

namespace godwit::tool {

using sql::Token;
using sql::TokenKind;

PlpgsqlTokens::PlpgsqlTokens(std::string_view text) : text_(text) {
  sql::Lexer lexer(text, Dialect::postgresql);
  for (Token token; lexer.next(token);) {
    if (!sql::is_comment(token)) add(token);
  }
}

void PlpgsqlTokens::add(Token token) {
  if (token.kind == TokenKind::number) return add_number(token);
  if (joins(token)) {
    tokens_.back().end = token.end;
  } else {
    tokens_.push_back(token);
  }
}

// The lexer takes 1..n for one, and the n may be anything that words are.
void PlpgsqlTokens::add_number(Token token) {
  const std::size_t dots = text(token).find("..");
  if (dots == std::string_view::npos) return add_plain_number(token);
  const std::size_t middle = token.begin + dots;
  add_plain_number({token.kind, token.begin, middle});
  tokens_.push_back({TokenKind::symbol, middle, middle + 2});
  if (middle + 2 == token.end) return;
  const char next = text_[middle + 2];
  const bool digit = is_digit(next);
  add({digit ? TokenKind::number : TokenKind::word, middle + 2, token.end});
}

void PlpgsqlTokens::add_plain_number(Token token) {
  const bool parameter = !tokens_.empty() && text(tokens_.back()) == "$" &&
                         tokens_.back().end == token.begin;
  if (!parameter) return tokens_.push_back(token);
  tokens_.back() = {TokenKind::word, token.begin - 1, token.end};
}

bool PlpgsqlTokens::joins(const Token& token) const {
  constexpr std::array<std::string_view, 5> pairs = {":=", "=>", "..", "<<",
                                                     ">>"};
  if (tokens_.empty() || token.kind != TokenKind::symbol) return false;
  const Token& last = tokens_.back();
  if (last.kind != TokenKind::symbol || last.end != token.begin) return false;
  return std::find(pairs.begin(), pairs.end(),
                   text_.substr(last.begin, token.end - last.begin)) !=
         pairs.end();
}

}  // namespace godwit::tool
