// SPDX-License-Identifier: BSL-1.0
#include "migration/script_reach.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/reach_error.h"
#include "base/text_position.h"
#include "migration/further_scripts.h"
#include "sql/statement_reach.h"

namespace godwit {
namespace {

void look_through(const Script& script, std::vector<Error>& errors) {
  const Lines lines(script.text);
  for (const StatementRange& range : script.statements) {
    const auto found = sql::reach_outside(
        script.text.substr(range.begin, range.end - range.begin));
    if (!found) continue;
    Error error = reaches_outside(found->what);
    error.location = lines.locate(range.begin + found->offset, script.file,
                                  script.first_line);
    errors.push_back(std::move(error));
  }
}

}  // namespace

std::vector<Error> outside_errors(const MigrationSet& set) {
  std::vector<Error> errors;
  const auto add = [&](std::vector<Error> more) {
    std::move(more.begin(), more.end(), std::back_inserter(errors));
  };
  for (const Migration& migration : set.all()) {
    add(outside_errors_of(set, migration));
  }
  add(outside_errors_beside(set));
  return errors;
}

std::vector<Error> outside_errors_of(const MigrationSet& set,
                                     const Migration& migration) {
  std::vector<Error> errors;
  if (set.dialect() != Dialect::postgresql) return errors;
  look_through(migration.up, errors);
  if (migration.down) look_through(*migration.down, errors);
  return errors;
}

std::vector<Error> outside_errors_beside(const MigrationSet& set) {
  std::vector<Error> errors;
  if (set.dialect() != Dialect::postgresql) return errors;
  for (const Script* script : further_scripts(set)) {
    look_through(*script, errors);
  }
  if (set.snapshot() != nullptr) look_through(set.snapshot()->script, errors);
  return errors;
}

}  // namespace godwit
