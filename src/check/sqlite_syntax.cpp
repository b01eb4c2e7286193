// SPDX-License-Identifier: BSL-1.0
#include "check/sqlite_syntax.h"

#if GODWIT_WITH_SQLITE
#include "driver/sqlite/parser.h"
#include "migration/text_part.h"
#endif

namespace godwit::check {

std::vector<Error> sqlite_syntax_errors(const Script& script) {
  std::vector<Error> errors;
#if GODWIT_WITH_SQLITE
  const driver::sqlite::Parser parser;
  const TextPart part = {script.text, script.file, script.first_line};
  for (const StatementRange& range : script.statements) {
    const auto found = parser.complaint(
        script.text.substr(range.begin, range.end - range.begin));
    if (!found) continue;
    errors.push_back(
        invalid_at(part, range.begin + found->offset, found->message, {}));
  }
#else
  static_cast<void>(script);
#endif
  return errors;
}

}  // namespace godwit::check
