// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/error.h>
#include <godwit/migration.h>

#include <vector>

#include "base/hide_secrets.h"
#include "migration/text_part.h"

namespace godwit::check {

/// An error for each statement of a script that a parser complains of:
/// `complaint_of` gets its text and returns, if anything, a message and the
/// offset of the place in it.
template <typename ComplaintOf>
std::vector<Error> statement_errors(const Script& script,
                                    ComplaintOf complaint_of) {
  const TextPart part = {script.text, script.file, script.first_line};
  std::vector<Error> errors;
  for (const StatementRange& range : script.statements) {
    const auto found =
        complaint_of(script.text.substr(range.begin, range.end - range.begin));
    if (!found) continue;
    errors.push_back(
        invalid_at(part, range.begin + found->offset, found->message, {}));
    hide_secrets(errors.back(), script.text);
  }
  return errors;
}

}  // namespace godwit::check
