// SPDX-License-Identifier: BSL-1.0
#include "migration/token_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "base/ascii.h"
#include "migration/invisible_character.h"
#include "sql/statements.h"

namespace godwit {
namespace {

using sql::TokenKind;

Error invisible_character(const TextPart& part, std::size_t begin,
                          const InvisibleCharacter& found) {
  return invalid_at(
      part, begin + found.offset,
      fmt::format("an invisible character, U+{:04X} ({}), outside of strings "
                  "and comments",
                  found.code_point, found.name),
      "remove it, or put an ordinary space in its place");
}

Error parameter_without_value(const TextPart& part, std::size_t offset,
                              std::string_view parameter) {
  return invalid_at(
      part, offset,
      fmt::format("\"{}\" is a parameter, which has no value in a migration",
                  parameter),
      "write the value itself, and texts in quotes");
}

// SQLite's `?`, `?1`, `:name`, `@name` or `$name` that begins there; else
// empty.
std::string_view parameter_at(std::string_view text, std::size_t at) {
  constexpr std::string_view signs = "?:@$";
  if (signs.find(text[at]) == signs.npos) return {};
  std::size_t end = at + 1;
  while (end < text.size() && is_name_character(text[end])) ++end;
  const bool named = end > at + 1 || text[at] == '?';
  return named ? text.substr(at, end - at) : std::string_view();
}

std::optional<Error> check_token(const TextPart& part, const sql::Token& token,
                                 Dialect dialect) {
  const auto text = part.text.substr(token.begin, token.end - token.begin);
  if (token.kind == TokenKind::word || token.kind == TokenKind::number) {
    const auto found = find_invisible_character(text);
    if (found) return invisible_character(part, token.begin, *found);
  }
  if (token.kind == TokenKind::symbol && dialect == Dialect::sqlite) {
    const auto parameter = parameter_at(part.text, token.begin);
    if (!parameter.empty()) {
      return parameter_without_value(part, token.begin, parameter);
    }
  }
  return std::nullopt;
}

// Whether the tokens have to be looked at one by one.
bool may_have_odd_tokens(std::string_view text, Dialect dialect) {
  const bool ascii = std::all_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x80;
  });
  return !ascii || (dialect == Dialect::sqlite &&
                    text.find_first_of("?:@$") != text.npos);
}

}  // namespace

std::optional<Error> check_tokens(const TextPart& part, Dialect dialect) {
  if (!may_have_odd_tokens(part.text, dialect)) return std::nullopt;
  sql::Lexer lexer(part.text, dialect);
  for (sql::Token token; lexer.next(token);) {
    if (auto error = check_token(part, token, dialect)) return error;
  }
  return std::nullopt;
}

}  // namespace godwit
