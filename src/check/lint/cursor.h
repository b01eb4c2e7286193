// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/sql.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "check/lint/facts.h"
#include "sql/statements.h"
#include "sql/string_content.h"

namespace godwit::check {

/// A token of a statement.
struct Piece {
  std::string_view text = {};
  sql::TokenKind kind = sql::TokenKind::symbol;
  std::size_t offset = 0;
};

/// Walks over the tokens of one statement; comments are not seen. Words are
/// given in capital letters and match unquoted words only.
class Cursor {
 public:
  Cursor(std::string_view script, StatementRange range, Dialect dialect);
  /// A statement of PostgreSQL in a string, which must outlive this. Offsets
  /// are those in the script around it.
  Cursor(const sql::StringContent& content, StatementRange range);

  bool done() const { return at_ == pieces_.size(); }
  /// An empty symbol at the end.
  const Piece& here() const;
  const Piece& ahead(std::size_t count) const;
  /// From here to the end of the statement, in the script. Not at the end.
  StatementRange extent() const;
  Dialect dialect() const { return dialect_; }

  /// Whether these words or symbols come next, such as "IF NOT EXISTS".
  bool at(std::string_view words) const;
  /// Goes past them if so.
  bool take(std::string_view words);
  /// Goes past one token.
  void step() { at_ = std::min(at_ + 1, pieces_.size()); }
  /// Goes past one token, or a whole group in parentheses or brackets.
  void skip();
  /// Skips to the words outside of groups. False: to the end.
  bool skip_to(std::string_view words);
  /// Skips what separates this part of a list from the next. False: no next.
  bool next_in_list();

  /// An identifier, folded.
  std::optional<std::string> identifier();
  /// An identifier or several with points between them.
  std::optional<Name> name();
  /// A string, except for U&'…' and bits.
  std::optional<sql::StringContent> string_content();
  /// The text of one.
  std::optional<std::string> string();
  /// Everything up to one of the words, outside of groups, or to a comma, a
  /// closing parenthesis or the end; the first token whatever it is.
  Expression expression(const std::vector<std::string_view>& until);
  /// All identifiers from here on, folded.
  std::vector<std::string> mentions() const;

 private:
  std::string fold(const Piece& piece) const;
  bool at_word(std::size_t index, std::string_view word) const;
  bool calls(std::size_t index) const;

  Dialect dialect_;
  std::vector<Piece> pieces_;
  std::size_t at_ = 0;
};

}  // namespace godwit::check
