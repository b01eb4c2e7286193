// SPDX-License-Identifier: BSL-1.0
#include "generate/planned_changes.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "change/change.h"
#include "generate/execute.h"

namespace godwit::generate {
namespace {

// What is not known of is only told of less.
std::vector<std::string> statements_that_make(const schema::Model& model) {
  const auto all =
      change::change_operations({schema::new_database(model.dialect), model});
  return all ? statements_of(*all) : std::vector<std::string>();
}

void note(std::vector<check::TableEffect>& tables,
          const check::TableEffect& effect) {
  if (effect.made_here) return;
  const auto known =
      std::find_if(tables.begin(), tables.end(),
                   [&](const auto& one) { return one.table == effect.table; });
  if (known == tables.end()) {
    tables.push_back(effect);
  } else {
    check::join(*known, effect);
  }
}

}  // namespace

std::vector<PlannedChange> planned_changes(const change::Operations& operations,
                                           const schema::Model& from) {
  const check::StepEffects effects = check::effects_of_statements(
      statements_of(operations), statements_that_make(from), from.dialect);
  std::vector<PlannedChange> changes;
  for (std::size_t i = 0; i < operations.size(); ++i) {
    const change::Operation& one = operations[i];
    if (!one.summary.empty() || changes.empty()) {
      changes.push_back({.what = one.summary});
    }
    PlannedChange& change = changes.back();
    std::copy(one.dangers.begin(), one.dangers.end(),
              std::back_inserter(change.dangers));
    for (check::TableEffect effect : effects[i].tables) {
      // A statement by itself does not know of side tables.
      if (!one.kept.empty()) effect.loses = !one.dangers.empty();
      note(change.tables, effect);
    }
  }
  std::erase_if(changes, [](const auto& one) { return one.what.empty(); });
  return changes;
}

}  // namespace godwit::generate
