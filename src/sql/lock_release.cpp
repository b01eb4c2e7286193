// SPDX-License-Identifier: BSL-1.0
#include "sql/lock_release.h"

#include <algorithm>
#include <array>

#include "sql/words.h"

namespace godwit::sql {
namespace {

constexpr std::string_view function = "pg_advisory_unlock_all";

bool is_discard_all(Words words) {
  return is_word(words.next(), "DISCARD") && is_word(words.next(), "ALL");
}

// These may name the function without calling it.
bool only_names(std::string_view head) {
  constexpr std::array<std::string_view, 7> heads = {
      "CREATE", "ALTER", "DROP", "GRANT", "REVOKE", "COMMENT", "SECURITY"};
  return std::any_of(heads.begin(), heads.end(),
                     [&](auto known) { return is_word(head, known); });
}

bool names_function(std::string_view text) {
  if (text.size() == function.size() + 2 && text.starts_with('"')) {
    return text.substr(1, function.size()) == function;
  }
  return is_word(text, "PG_ADVISORY_UNLOCK_ALL");
}

// The text between the dollar quotes or quotes of a string.
std::string_view body(std::string_view string) {
  const char quote = string.front() == '$' ? '$' : '\'';
  const std::size_t tag = string.find(quote, quote == '$' ? 1 : 0) + 1;
  if (tag == 0 || string.size() < 2 * tag) return {};
  return quote == '$' ? string.substr(tag, string.size() - 2 * tag)
                      : string.substr(tag, string.size() - tag - 1);
}

// The statements of a block, cut roughly: DISCARD ALL cannot stand there.
bool calls_function(std::string_view text, bool block) {
  Lexer lexer(text, Dialect::postgresql);
  bool named = false;
  for (Token token; lexer.next(token);) {
    if (is_comment(token)) continue;
    const auto piece = text.substr(token.begin, token.end - token.begin);
    if (named && piece == "(") return true;
    named = names_function(piece);
    if (block && token.kind == TokenKind::string && !token.unterminated &&
        calls_function(body(piece), false)) {
      return true;
    }
  }
  return false;
}

}  // namespace

std::string_view lock_release(std::string_view statement) {
  const Words words(statement, Dialect::postgresql);
  if (is_discard_all(words)) return "DISCARD ALL";
  const std::string_view head = Words(words).next();
  if (only_names(head)) return {};
  return calls_function(statement, is_word(head, "DO")) ? function
                                                        : std::string_view();
}

}  // namespace godwit::sql
