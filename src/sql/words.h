// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
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

}  // namespace godwit::sql
