// SPDX-License-Identifier: BSL-1.0
#include "trial/candidate_values.h"

#include "sql/statements.h"

namespace godwit::trial {
namespace {

using sql::TokenKind;

// The literals of a constraint, if it is about this column.
std::vector<std::string> literals(const std::string& check,
                                  const Column& column, Dialect dialect) {
  const TokenKind wanted =
      column.kind == "number" ? TokenKind::number : TokenKind::string;
  bool about_it = false;
  std::vector<std::string> found;
  sql::Lexer lexer(check, dialect);
  for (sql::Token token; lexer.next(token);) {
    std::string text = check.substr(token.begin, token.end - token.begin);
    about_it = about_it || text == column.name;
    if (token.kind == wanted) found.push_back(std::move(text));
  }
  return about_it ? found : std::vector<std::string>();
}

}  // namespace

std::vector<std::string> candidate_values(const Table& table,
                                          const Column& column,
                                          Dialect dialect) {
  std::vector<std::string> values;
  for (const std::string& check : table.checks) {
    for (std::string& literal : literals(check, column, dialect)) {
      values.push_back(std::move(literal));
    }
  }
  values.push_back(column.literal);
  if (column.kind == "number") values.insert(values.end(), {"0", "2", "100"});
  // As long as a checksum of SHA-256.
  if (column.kind == "bytes") {
    values.emplace_back(dialect == Dialect::sqlite
                            ? "zeroblob(32)"
                            : "decode(repeat('01', 32), 'hex')");
  }
  if (column.kind == "text") {
    values.insert(values.end(), {"'a'", "'1.0.0'", "'a@example.org'",
                                 "'aaaaaaaaaaaaaaaa'", "''"});
  }
  return values;
}

}  // namespace godwit::trial
