// SPDX-License-Identifier: BSL-1.0
#include "sql/statements.h"

#include <array>
#include <utility>

#include "sql/words.h"

namespace godwit::sql {
namespace {

// The words that a statement begins with, which say what it is.
class Head {
 public:
  void take(TokenKind kind, std::string_view text) {
    if (kind == TokenKind::word && count_ < words_.size()) {
      words_[count_++] = text;
    } else {
      count_ = words_.size();
    }
  }

  bool creates_routine() const {
    const std::size_t at = replaces() ? 3 : 1;
    return is_word(words_[0], "CREATE") && (is_word(words_[at], "FUNCTION") ||
                                            is_word(words_[at], "PROCEDURE"));
  }

  bool creates_trigger() const {
    std::size_t at = is_word(words_[0], "EXPLAIN") ? 1 : 0;
    if (at == 1 && is_word(words_[1], "QUERY")) at = 3;
    if (!is_word(words_[at], "CREATE")) return false;
    const std::string_view next = words_[at + 1];
    if (is_word(next, "TEMP") || is_word(next, "TEMPORARY")) ++at;
    return is_word(words_[at + 1], "TRIGGER");
  }

 private:
  bool replaces() const {
    return is_word(words_[1], "OR") && is_word(words_[2], "REPLACE");
  }

  // EXPLAIN QUERY PLAN CREATE TEMP TRIGGER is the longest.
  std::array<std::string_view, 6> words_{};
  std::size_t count_ = 0;
};

// Follows one statement and knows whether a semicolon would be inside it.
class Nesting {
 public:
  explicit Nesting(Dialect dialect) : dialect_(dialect) {}

  void take(TokenKind kind, std::string_view text) {
    head_.take(kind, text);
    if (dialect_ == Dialect::postgresql) {
      follow_parentheses(text);
      if (kind == TokenKind::word) follow_atomic_body(text);
    } else if (kind == TokenKind::word) {
      follow_trigger_body(text);
    }
    previous_ = text;
  }

  bool inside() const {
    return parentheses_ > 0 || blocks_ > 0 || in_trigger_body_;
  }

 private:
  // CREATE RULE … DO (a; b).
  void follow_parentheses(std::string_view text) {
    if (text == "(") ++parentheses_;
    if (text == ")" && parentheses_ > 0) --parentheses_;
  }

  // BEGIN ATOMIC a; b; END, in which CASE has an END of its own. Both words may
  // also be labels: `AS end`, `row.end`.
  void follow_atomic_body(std::string_view word) {
    if (blocks_ == 0) {
      const bool begins =
          is_word(word, "ATOMIC") && is_word(previous_, "BEGIN");
      if (begins && head_.creates_routine()) blocks_ = 1;
    } else if (previous_ == "." || is_word(previous_, "AS")) {
      return;
    } else if (is_word(word, "CASE")) {
      ++blocks_;
    } else if (is_word(word, "END")) {
      --blocks_;
    }
  }

  // A body ends at the first END after a semicolon, which no statement that a
  // trigger may hold begins with; so CASE needs no counting.
  void follow_trigger_body(std::string_view word) {
    if (in_trigger_body_) {
      in_trigger_body_ = previous_ != ";" || !is_word(word, "END");
    } else if (is_word(word, "BEGIN")) {
      in_trigger_body_ = head_.creates_trigger();
    }
  }

  Dialect dialect_;
  Head head_;
  std::string_view previous_;
  std::size_t parentheses_ = 0;
  std::size_t blocks_ = 0;
  bool in_trigger_body_ = false;
};

class Splitter {
 public:
  Splitter(std::string_view text, Dialect dialect)
      : text_(text), dialect_(dialect), nesting_(dialect) {}

  Statements split() {
    Lexer lexer(text_, dialect_);
    Token token;
    while (lexer.next(token)) {
      if (token.unterminated) found_.unterminated = {token.begin, token.kind};
      if (!is_comment(token)) take(token);
    }
    finish();
    return std::move(found_);
  }

 private:
  void take(const Token& token) {
    if (token.kind == TokenKind::semicolon && !nesting_.inside()) {
      finish();
      return;
    }
    if (!open_) current_.begin = token.begin;
    open_ = true;
    current_.end = token.end;
    nesting_.take(token.kind,
                  text_.substr(token.begin, token.end - token.begin));
  }

  void finish() {
    if (open_) found_.ranges.push_back(current_);
    open_ = false;
    nesting_ = Nesting(dialect_);
  }

  std::string_view text_;
  Dialect dialect_;
  Nesting nesting_;
  StatementRange current_;
  bool open_ = false;
  Statements found_;
};

}  // namespace

Statements split(std::string_view text, Dialect dialect) {
  return Splitter(text, dialect).split();
}

}  // namespace godwit::sql
