// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/error.h>
#include <godwit/migration.h>

#include <string>
#include <string_view>
#include <vector>

#include "base/hide_secrets.h"
#include "migration/text_part.h"

namespace godwit::check {

/// An error for each statement of a script that a parser complains of:
/// `complaint_of` gets its text and returns, if anything, a message and the
/// offset of the place in it. `hint_of` gets it too and says what to do.
template <typename ComplaintOf, typename HintOf>
std::vector<Error> statement_errors(const Script& script,
                                    ComplaintOf complaint_of, HintOf hint_of) {
  const TextPart part = {script.text, script.file, script.first_line};
  std::vector<Error> errors;
  for (const StatementRange& range : script.statements) {
    const std::string_view statement =
        script.text.substr(range.begin, range.end - range.begin);
    const auto found = complaint_of(statement);
    if (!found) continue;
    errors.push_back(invalid_at(part, range.begin + found->offset,
                                found->message, hint_of(statement)));
    // Of this statement alone, or a script of many errors would take long.
    hide_secrets(errors.back(), statement);
  }
  return errors;
}

template <typename ComplaintOf>
std::vector<Error> statement_errors(const Script& script,
                                    ComplaintOf complaint_of) {
  return statement_errors(script, complaint_of,
                          [](std::string_view) { return std::string(); });
}

}  // namespace godwit::check
