// SPDX-License-Identifier: BSL-1.0
#include "sql/calls.h"

#include <string>

#include "sql/statements.h"
#include "sql/string_content.h"
#include "sql/words.h"

namespace godwit::sql {
namespace {

// These name functions and do not call them.
bool only_names_functions(const Words& words) {
  for (const std::string_view head :
       {"GRANT", "REVOKE", "COMMENT", "ALTER", "DROP", "SECURITY",
        "CREATE FUNCTION", "CREATE PROCEDURE", "CREATE OR REPLACE FUNCTION",
        "CREATE OR REPLACE PROCEDURE"}) {
    Words first = words;
    if (begins_with(first, head)) return true;
  }
  return false;
}

bool creates_index(Words words) {
  if (!is_word(words.next(), "CREATE")) return false;
  const std::string_view kind = words.next();
  return is_word(is_word(kind, "UNIQUE") ? words.next() : kind, "INDEX");
}

// Behind these words a statement of PL/pgSQL begins.
bool opens_statement(std::string_view word) {
  return is_any_of(word, {"BEGIN", "THEN", "ELSE", "LOOP"});
}

// Behind these stands the name of something else, with a list of columns or a
// length behind it.
bool announces_other(std::string_view word) {
  return is_any_of(
      word, {"TABLE", "INTO", "VIEW", "REFERENCES", "EXISTS", "ONLY", "OF",
             "AS", "WITH", "RECURSIVE", "COPY", "ANALYZE", "VACUUM", "PREPARE",
             "AGGREGATE", "TYPE", "FUNCTION", "PROCEDURE", ":"});
}

using Place = std::function<std::size_t(std::size_t offset)>;

/// Looks through one statement, of a script or of a block.
class Search {
 public:
  Search(std::string_view statement, const Place& place, const Visitor& visitor)
      : text_(statement), place_(place), visitor_(visitor) {}

  bool run() {
    Lexer lexer(text_, Dialect::postgresql);
    for (Token token; lexer.next(token);) {
      if (is_comment(token)) continue;
      if (take(token)) return true;
      pass(token);
    }
    return false;
  }

 private:
  std::string_view text_of(const Token& token) const {
    return text_.substr(token.begin, token.end - token.begin);
  }

  bool take(const Token& token) {
    const std::string_view text = text_of(token);
    const bool word = token.kind == TokenKind::word;
    const bool begins =
        first_ || (in_block_ && after_word_ && opens_statement(last_));
    if (begins && begin_statement(token.begin)) return true;
    if (word && in_block_ && is_word(text, "EXECUTE")) runs_strings_ = true;
    if (text == "(" && is_call()) return visits_call();
    if (token.kind != TokenKind::string || !runs_strings_) return false;
    return runs(text, token.begin);
  }

  // The name of a function may have its schema before it.
  void pass(const Token& token) {
    const std::string_view text = text_of(token);
    const bool name =
        token.kind == TokenKind::word || token.kind == TokenKind::quoted_name;
    if (name && last_ != ".") before_name_ = last_;
    after_word_ = token.kind == TokenKind::word;
    after_name_ = name;
    last_begin_ = token.begin;
    last_ = text;
    first_ = false;
  }

  bool begin_statement(std::size_t begin) {
    const std::string_view rest = text_.substr(begin);
    const Words words(rest, Dialect::postgresql);
    names_only_ = only_names_functions(words);
    creates_index_ = creates_index(words);
    is_block_ = is_word(Words(words).next(), "DO");
    runs_strings_ = is_block_;
    return visitor_.statement && visitor_.statement(rest, place_(begin));
  }

  bool is_call() const {
    if (!after_name_ || names_only_) return false;
    // A prepared statement, and in a block a text.
    const bool executes = !in_block_ && is_word(before_name_, "EXECUTE");
    const bool on_table = creates_index_ && is_word(before_name_, "ON");
    return !executes && !on_table && !announces_other(before_name_);
  }

  bool visits_call() const {
    return visitor_.call && visitor_.call(last_, place_(last_begin_));
  }

  // The statements that a string holds.
  bool runs(std::string_view string, std::size_t begin) const {
    // Nobody writes so many strings within each other, and each is read again.
    constexpr std::size_t deepest = 16;
    const auto content = StringContent::of(string, begin);
    if (!content || depth_ == deepest) return false;
    const std::string_view text = content->text();
    for (const StatementRange& range :
         split(text, Dialect::postgresql).ranges) {
      const Place place = [&](std::size_t offset) {
        return place_(content->place(range.begin + offset));
      };
      const auto statement = text.substr(range.begin, range.end - range.begin);
      Search inner(statement, place, visitor_);
      inner.depth_ = depth_ + 1;
      inner.in_block_ = is_block_;
      if (inner.run()) return true;
    }
    return false;
  }

  std::string_view text_;
  const Place& place_;
  const Visitor& visitor_;
  /// In how many strings it stands.
  std::size_t depth_ = 0;
  bool in_block_ = false;
  // Of the last token.
  std::string_view last_;
  std::size_t last_begin_ = 0;
  bool first_ = true;
  bool after_word_ = false;
  bool after_name_ = false;
  /// What stands before the last name.
  std::string_view before_name_;
  // Of the statement that began last.
  bool names_only_ = false;
  bool creates_index_ = false;
  bool is_block_ = false;
  bool runs_strings_ = false;
};

}  // namespace

bool visit_calls(std::string_view statement, const Visitor& visitor) {
  const Place place = [](std::size_t offset) { return offset; };
  return Search(statement, place, visitor).run();
}

bool is_function(std::string_view name, std::string_view capitals) {
  return name.starts_with('"') ? is_word(unquoted(name), capitals)
                               : is_word(name, capitals);
}

}  // namespace godwit::sql
