// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <string_view>

#include "sql/statements.h"

namespace godwit::sql {

/// Whether some text is a keyword, whatever its case. `capitals` is the keyword
/// in capital letters.
constexpr bool is_word(std::string_view text,
                       std::string_view capitals) noexcept {
  if (text.size() != capitals.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool small = c >= 'a' && c <= 'z';
    if ((small ? static_cast<char>(c - 'a' + 'A') : c) != capitals[i]) {
      return false;
    }
  }
  return true;
}

/// Whether some text is one of these keywords, in capital letters.
constexpr bool is_any_of(std::string_view text,
                         std::initializer_list<std::string_view> capitals) {
  return std::any_of(capitals.begin(), capitals.end(),
                     [&](std::string_view one) { return is_word(text, one); });
}

inline bool is_comment(const Token& token) noexcept {
  return token.kind == TokenKind::line_comment ||
         token.kind == TokenKind::block_comment;
}

/// The tokens of a statement that are not comments, as texts. Cheap to copy, so
/// that one can look ahead.
class Words {
 public:
  Words(std::string_view text, Dialect dialect)
      : text_(text), lexer_(text, dialect) {}

  /// The text of the next token that is no comment; empty at the end.
  std::string_view next() {
    do {
      if (!lexer_.next(token_)) return {};
    } while (is_comment(token_));
    return text_.substr(token_.begin, token_.end - token_.begin);
  }
  /// What the last text was.
  bool at_word() const { return token_.kind == TokenKind::word; }
  bool at_string() const { return token_.kind == TokenKind::string; }
  bool at_name() const {
    return at_word() || token_.kind == TokenKind::quoted_name;
  }

 private:
  std::string_view text_;
  Lexer lexer_;
  Token token_;
};

/// Goes past the keywords that a statement begins with, such as "CREATE TABLE",
/// up to the first one that is another. False: there is such a one.
inline bool begins_with(Words& words, std::string_view head) {
  while (!head.empty()) {
    const std::size_t size = std::min(head.find(' '), head.size());
    if (!is_word(words.next(), head.substr(0, size))) return false;
    head.remove_prefix(std::min(size + 1, head.size()));
  }
  return true;
}

}  // namespace godwit::sql
