// SPDX-License-Identifier: BSL-1.0
#include "plan/pushed.h"

#include <algorithm>
#include <iterator>

#include "plan/refusals.h"
#include "sql/statements.h"
#include "sql/words.h"

namespace godwit {
namespace {

bool changes_rows(std::string_view statement, Dialect dialect) {
  sql::Words words(statement, dialect);
  return sql::is_any_of(
      words.next(), {"INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE", "COPY",
                     "TRUNCATE", "WITH", "SELECT", "VALUES"});
}

/// Of what it does a schema tells nothing, so that no push has done it.
/// Settings are for the others.
bool only_changes_rows(const Script& script, Dialect dialect) {
  if (script.language != Language::sql) return false;
  return std::ranges::all_of(
      script.statements, [&](const StatementRange& range) {
        const auto text =
            script.text.substr(range.begin, range.end - range.begin);
        return changes_rows(text, dialect) ||
               sql::session_effect(text, dialect) ==
                   sql::SessionEffect::changes_settings;
      });
}

}  // namespace

Result<Plan> of_pushed(Plan plan, const RecordedHistory& history,
                       Dialect dialect) {
  if (plan.steps.empty()) return plan;
  if (history.pushed_schema != PushedSchema::of_set) {
    return pushed_and_not_generated(history.pushed_schema);
  }
  const auto made = std::stable_partition(
      plan.steps.begin(), plan.steps.end(), [&](const Step& step) {
        return only_changes_rows(step.script(), dialect);
      });
  plan.baseline.assign(std::make_move_iterator(made),
                       std::make_move_iterator(plan.steps.end()));
  plan.steps.erase(made, plan.steps.end());
  for (Step& step : plan.baseline) {
    step.before.clear();
    step.after.clear();
  }
  if (!plan.baseline.empty()) plan.baseline_reason = "push had made it";
  if (plan.steps.empty()) {
    plan.before_all = nullptr;
    plan.after_all = nullptr;
  }
  return plan;
}

}  // namespace godwit
