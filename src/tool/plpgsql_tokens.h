// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "sql/statements.h"

namespace godwit::tool {

/// The tokens of a body in PL/pgSQL, which views its text; `:=`, `=>`, `..`,
/// `<<`, `>>` and `$1` are one each, comments none.
class PlpgsqlTokens {
 public:
  explicit PlpgsqlTokens(std::string_view text);

  std::size_t size() const { return tokens_.size(); }
  const sql::Token& operator[](std::size_t i) const { return tokens_[i]; }
  std::string_view text(const sql::Token& token) const {
    return text_.substr(token.begin, token.end - token.begin);
  }

 private:
  void add(sql::Token token);
  void add_number(sql::Token token);
  void add_plain_number(sql::Token token);
  bool joins(const sql::Token& token) const;

  std::string_view text_;
  std::vector<sql::Token> tokens_;
};

}  // namespace godwit::tool
