// SPDX-License-Identifier: BSL-1.0
#include "run/joined_script.h"

#include <algorithm>

namespace godwit::run {

// A script may end in a comment, and its last statement without a semicolon.
void JoinedScript::add(const Script& script) {
  if (!text_.empty()) text_ += "\n;\n";
  const std::size_t begin = text_.size();
  parts_.push_back({&script, begin, statements_.size()});
  text_ += script.text;
  for (const StatementRange range : script.statements) {
    statements_.push_back({range.begin + begin, range.end + begin});
  }
}

const Script& JoinedScript::blame(driver::TaskFailure& failure) const {
  const auto found =
      std::find_if(parts_.rbegin(), parts_.rend(), [&](const Part& part) {
        if (failure.offset) return part.begin <= *failure.offset;
        return !failure.statement || part.first_statement <= *failure.statement;
      });
  const Part& part = found == parts_.rend() ? parts_.front() : *found;
  if (failure.offset) *failure.offset -= part.begin;
  if (failure.statement && *failure.statement >= part.first_statement) {
    *failure.statement -= part.first_statement;
  }
  return *part.script;
}

std::optional<std::size_t> JoinedScript::statement_in(
    const Script& script, std::size_t statement) const {
  for (const Part& part : parts_) {
    if (part.script != &script) continue;
    const bool inside =
        statement >= part.first_statement &&
        statement - part.first_statement < script.statements.size();
    if (inside) return statement - part.first_statement;
  }
  return std::nullopt;
}

}  // namespace godwit::run
