// SPDX-License-Identifier: BSL-1.0
#include "sql/terminated.h"

#include "sql/statements.h"

namespace godwit::sql {

std::string terminated(std::string_view statement, Dialect dialect) {
  Lexer lexer(statement, dialect);
  Token last;
  while (lexer.next(last)) {
  }
  const bool commented = last.kind == TokenKind::line_comment;
  return std::string(statement) + (commented ? "\n;" : ";");
}

}  // namespace godwit::sql
