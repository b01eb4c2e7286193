// SPDX-License-Identifier: BSL-1.0
#include "check/sqlite_syntax.h"

#if GODWIT_WITH_SQLITE
#include "check/statement_errors.h"
#include "driver/sqlite/parser.h"
#endif

namespace godwit::check {

std::vector<Error> sqlite_syntax_errors(const Script& script) {
#if GODWIT_WITH_SQLITE
  const driver::sqlite::Parser parser;
  return statement_errors(script, [&](std::string_view statement) {
    return parser.complaint(statement);
  });
#else
  static_cast<void>(script);
  return {};
#endif
}

}  // namespace godwit::check
