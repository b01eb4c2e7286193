// SPDX-License-Identifier: BSL-1.0
#include "check/lint/cursor.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "base/ascii.h"
#include "sql/words.h"

namespace godwit::check {
namespace {

using sql::TokenKind;

bool opens(std::string_view text) { return text == "(" || text == "["; }
bool closes(std::string_view text) { return text == ")" || text == "]"; }

bool is_default_schema(std::string_view schema) {
  return schema == "public" || schema == "main";
}

bool is_name(const Piece& piece) {
  return piece.kind == TokenKind::word || piece.kind == TokenKind::quoted_name;
}

std::string_view take_first(std::string_view& words) {
  const std::size_t size = std::min(words.find(' '), words.size());
  const std::string_view first = words.substr(0, size);
  words.remove_prefix(std::min(size + 1, words.size()));
  return first;
}

}  // namespace

std::string to_string(const Name& name) {
  return name.schema.empty() ? name.name : name.schema + "." + name.name;
}

Cursor::Cursor(std::string_view script, StatementRange range, Dialect dialect)
    : dialect_(dialect) {
  const std::string_view text =
      script.substr(range.begin, range.end - range.begin);
  sql::Lexer lexer(text, dialect);
  for (sql::Token token; lexer.next(token);) {
    if (sql::is_comment(token)) continue;
    pieces_.push_back({text.substr(token.begin, token.end - token.begin),
                       token.kind, range.begin + token.begin});
  }
}

Cursor::Cursor(const sql::StringContent& content, StatementRange range)
    : Cursor(content.text(), range, Dialect::postgresql) {
  for (Piece& piece : pieces_) piece.offset = content.place(piece.offset);
}

const Piece& Cursor::here() const { return ahead(0); }

const Piece& Cursor::ahead(std::size_t count) const {
  static const Piece nothing;
  return at_ + count < pieces_.size() ? pieces_[at_ + count] : nothing;
}

StatementRange Cursor::extent() const {
  const Piece& last = pieces_.back();
  return {here().offset, last.offset + last.text.size()};
}

bool Cursor::at_word(std::size_t index, std::string_view word) const {
  if (index >= pieces_.size()) return false;
  const Piece& piece = pieces_[index];
  const bool comparable =
      piece.kind == TokenKind::word || piece.kind == TokenKind::symbol;
  return comparable && sql::is_word(piece.text, word);
}

bool Cursor::at(std::string_view words) const {
  for (std::size_t index = at_; !words.empty(); ++index) {
    if (!at_word(index, take_first(words))) return false;
  }
  return true;
}

bool Cursor::take(std::string_view words) {
  if (!at(words)) return false;
  at_ +=
      static_cast<std::size_t>(std::count(words.begin(), words.end(), ' ')) + 1;
  return true;
}

void Cursor::skip() {
  std::size_t depth = 0;
  while (!done()) {
    const std::string_view text = pieces_[at_++].text;
    if (opens(text)) ++depth;
    if (closes(text) && depth > 0) --depth;
    if (depth == 0) return;
  }
}

bool Cursor::skip_to(std::string_view words) {
  while (!done() && !at(words)) skip();
  return !done();
}

bool Cursor::next_in_list() { return skip_to(",") && take(","); }

std::string Cursor::fold(const Piece& piece) const {
  if (piece.kind != TokenKind::quoted_name) return lower(piece.text);
  std::string text = sql::unquoted(piece.text);
  return dialect_ == Dialect::sqlite ? lower(text) : text;
}

std::optional<std::string> Cursor::identifier() {
  if (!is_name(here())) return std::nullopt;
  return fold(pieces_[at_++]);
}

std::optional<Name> Cursor::name() {
  auto last = identifier();
  if (!last) return std::nullopt;
  Name name{.name = std::move(*last)};
  while (take(".")) {
    auto next = identifier();
    if (!next) return std::nullopt;
    name.schema = std::exchange(name.name, std::move(*next));
  }
  if (is_default_schema(name.schema)) name.schema.clear();
  return name;
}

std::optional<sql::StringContent> Cursor::string_content() {
  if (here().kind != TokenKind::string) return std::nullopt;
  auto content = sql::StringContent::of(here().text, here().offset);
  if (content) step();
  return content;
}

std::optional<std::string> Cursor::string() {
  const auto content = string_content();
  if (!content) return std::nullopt;
  return content->text();
}

// A type with a length behind `::` or AS looks like a call.
bool Cursor::calls(std::size_t index) const {
  if (!is_name(pieces_[index]) || !at_word(index + 1, "(")) return false;
  return index == 0 || (!at_word(index - 1, ":") && !at_word(index - 1, "AS"));
}

Expression Cursor::expression(const std::vector<std::string_view>& until) {
  Expression expression;
  const auto ends = [&] {
    return at(",") || at(")") ||
           std::any_of(until.begin(), until.end(),
                       [&](std::string_view word) { return at(word); });
  };
  for (bool first = true; !done() && (first || !ends()); first = false) {
    const std::size_t begin = at_;
    skip();
    for (std::size_t i = begin; i < at_; ++i) {
      if (!expression.text.empty()) expression.text += ' ';
      expression.text += pieces_[i].kind == TokenKind::string
                             ? std::string(pieces_[i].text)
                             : fold(pieces_[i]);
      if (calls(i)) expression.calls.push_back(fold(pieces_[i]));
    }
  }
  return expression;
}

std::vector<std::string> Cursor::mentions() const {
  std::vector<std::string> names;
  for (std::size_t i = at_; i < pieces_.size(); ++i) {
    if (is_name(pieces_[i])) names.push_back(fold(pieces_[i]));
  }
  return names;
}

}  // namespace godwit::check
