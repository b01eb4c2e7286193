// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <array>
#include <cstdint>

#include "sql/statements.h"

// The rules are those of PostgreSQL's src/backend/parser/scan.l with
// standard_conforming_strings on, and of SQLite's src/tokenize.c.
namespace godwit::sql {
namespace {

enum CharacterClass : std::uint8_t {
  space = 1,
  digit = 2,
  word_start = 4,
  dollar = 8,
};

constexpr std::array<std::uint8_t, 256> make_classes() {
  std::array<std::uint8_t, 256> classes{};
  for (const char c : {' ', '\t', '\n', '\r', '\f', '\v'}) {
    classes[static_cast<std::uint8_t>(c)] = space;
  }
  for (std::size_t c = '0'; c <= '9'; ++c) classes[c] = digit;
  for (std::size_t c = 'a'; c <= 'z'; ++c) classes[c] = word_start;
  for (std::size_t c = 'A'; c <= 'Z'; ++c) classes[c] = word_start;
  for (std::size_t c = 0x80; c <= 0xFF; ++c) classes[c] = word_start;
  classes['_'] = word_start;
  classes['$'] = dollar;
  return classes;
}

constexpr std::array<std::uint8_t, 256> classes = make_classes();

bool is(char c, int wanted) {
  return (classes[static_cast<std::uint8_t>(c)] & wanted) != 0;
}

std::size_t skip(std::string_view text, std::size_t at, int wanted) {
  while (at < text.size() && is(text[at], wanted)) ++at;
  return at;
}

// NUL past the end, which no rule below asks for.
char peek(std::string_view text, std::size_t at) {
  return at < text.size() ? text[at] : '\0';
}

Token unterminated(TokenKind kind, std::size_t begin, std::string_view text) {
  return {kind, begin, text.size(), true};
}

// A doubled quote stands for itself.
Token read_quoted(std::string_view text, std::size_t begin, std::size_t open,
                  TokenKind kind) {
  const char quote = text[open];
  std::size_t at = text.find(quote, open + 1);
  while (at != text.npos && peek(text, at + 1) == quote) {
    at = text.find(quote, at + 2);
  }
  if (at == text.npos) return unterminated(kind, begin, text);
  return {kind, begin, at + 1};
}

// SQLite would read on behind a lone carriage return; its driver puts a line
// feed there.
Token read_line_comment(std::string_view text, std::size_t begin) {
  const std::size_t end = text.find_first_of("\r\n", begin);
  return {TokenKind::line_comment, begin, std::min(end, text.size())};
}

Token read_nested_comment(std::string_view text, std::size_t begin) {
  std::size_t depth = 1;
  std::size_t at = text.find_first_of("*/", begin + 2);
  while (at != text.npos) {
    const char next = peek(text, at + 1);
    if (text[at] == '*' && next == '/') {
      at += 2;
      if (--depth == 0) return {TokenKind::block_comment, begin, at};
    } else if (text[at] == '/' && next == '*') {
      at += 2;
      ++depth;
    } else {
      ++at;
    }
    at = text.find_first_of("*/", at);
  }
  return unterminated(TokenKind::block_comment, begin, text);
}

// SQLite takes the end of the text for the end of the comment, and so leaves
// out without a word what its author takes for statements.
Token read_flat_comment(std::string_view text, std::size_t begin) {
  const std::size_t end = text.find("*/", begin + 2);
  if (end == text.npos) {
    return unterminated(TokenKind::block_comment, begin, text);
  }
  return {TokenKind::block_comment, begin, end + 2};
}

// Another string on a later line continues an escape string, and with the same
// rules; so a backslash before its quote matters.
std::size_t continuation(std::string_view text, std::size_t after_quote) {
  std::size_t at = skip(text, after_quote, space);
  while (text.substr(at, 2) == "--") {
    at = read_line_comment(text, at).end;
    at = skip(text, at, space);
  }
  const std::string_view gap = text.substr(after_quote, at - after_quote);
  const bool continues =
      peek(text, at) == '\'' && gap.find_first_of("\r\n") != gap.npos;
  return continues ? at + 1 : text.npos;
}

Token read_escape_string(std::string_view text, std::size_t begin,
                         std::size_t open) {
  std::size_t at = text.find_first_of("'\\", open + 1);
  while (at != text.npos) {
    std::size_t next = at + 2;
    if (text[at] == '\'' && peek(text, at + 1) != '\'') {
      next = continuation(text, at + 1);
      if (next == text.npos) return {TokenKind::string, begin, at + 1};
    }
    at = text.find_first_of("'\\", next);
  }
  return unterminated(TokenKind::string, begin, text);
}

// The opening `$tag$`; empty where there is none, as in `$1`.
std::string_view dollar_tag(std::string_view text, std::size_t begin) {
  std::size_t end = begin + 1;
  if (end < text.size() && is(text[end], word_start)) {
    end = skip(text, end, word_start | digit);
  }
  return peek(text, end) == '$' ? text.substr(begin, end + 1 - begin)
                                : std::string_view();
}

Token read_dollar(std::string_view text, std::size_t begin) {
  const std::string_view tag = dollar_tag(text, begin);
  if (tag.empty()) return {TokenKind::symbol, begin, begin + 1};
  const std::size_t end = text.find(tag, begin + tag.size());
  if (end == text.npos) return unterminated(TokenKind::string, begin, text);
  return {TokenKind::string, begin, end + tag.size()};
}

Token read_bracketed_name(std::string_view text, std::size_t begin) {
  const std::size_t end = text.find(']', begin);
  if (end == text.npos) {
    return unterminated(TokenKind::quoted_name, begin, text);
  }
  return {TokenKind::quoted_name, begin, end + 1};
}

Token read_word(std::string_view text, std::size_t begin) {
  return {TokenKind::word, begin,
          skip(text, begin, word_start | digit | dollar)};
}

// Loosely: what follows a number directly is part of it. The dollar sign is
// not, since it may begin a dollar quote.
Token read_number(std::string_view text, std::size_t begin) {
  std::size_t end = begin;
  do {
    end = skip(text, end + 1, word_start | digit);
  } while (peek(text, end) == '.');
  return {TokenKind::number, begin, end};
}

Token read_postgresql_word(std::string_view text, std::size_t begin) {
  const char next = peek(text, begin + 1);
  switch (text[begin] | 0x20) {
    case 'e':
      if (next == '\'') return read_escape_string(text, begin, begin + 1);
      break;
    case 'b':
    case 'n':
    case 'x':
      if (next != '\'') break;
      return read_quoted(text, begin, begin + 1, TokenKind::string);
    case 'u':
      if (next != '&') break;
      if (peek(text, begin + 2) == '\'') {
        return read_quoted(text, begin, begin + 2, TokenKind::string);
      }
      if (peek(text, begin + 2) == '"') {
        return read_quoted(text, begin, begin + 2, TokenKind::quoted_name);
      }
      break;
  }
  return read_word(text, begin);
}

Token read_sqlite_word(std::string_view text, std::size_t begin) {
  if ((text[begin] | 0x20) == 'x' && peek(text, begin + 1) == '\'') {
    return read_quoted(text, begin, begin + 1, TokenKind::string);
  }
  return read_word(text, begin);
}

Token read_postgresql(std::string_view text, std::size_t begin) {
  const char c = text[begin];
  if (is(c, word_start)) return read_postgresql_word(text, begin);
  if (c == '$') return read_dollar(text, begin);
  if (c == '/' && peek(text, begin + 1) == '*') {
    return read_nested_comment(text, begin);
  }
  return {TokenKind::symbol, begin, begin + 1};
}

Token read_sqlite(std::string_view text, std::size_t begin) {
  const char c = text[begin];
  if (is(c, word_start)) return read_sqlite_word(text, begin);
  if (c == '[') return read_bracketed_name(text, begin);
  if (c == '`') return read_quoted(text, begin, begin, TokenKind::quoted_name);
  if (text.substr(begin, 2) == "/*") return read_flat_comment(text, begin);
  return {TokenKind::symbol, begin, begin + 1};
}

Token read(std::string_view text, std::size_t begin, Dialect dialect) {
  const char c = text[begin];
  if (c == ';') return {TokenKind::semicolon, begin, begin + 1};
  if (c == '\'') return read_quoted(text, begin, begin, TokenKind::string);
  if (c == '"') return read_quoted(text, begin, begin, TokenKind::quoted_name);
  if (is(c, digit)) return read_number(text, begin);
  if (c == '-' && peek(text, begin + 1) == '-') {
    return read_line_comment(text, begin);
  }
  return dialect == Dialect::postgresql ? read_postgresql(text, begin)
                                        : read_sqlite(text, begin);
}

}  // namespace

bool Lexer::next(Token& token) {
  const std::size_t begin = skip(text_, position_, space);
  position_ = begin;
  if (begin == text_.size()) return false;
  token = read(text_, begin, dialect_);
  position_ = token.end;
  return true;
}

}  // namespace godwit::sql
