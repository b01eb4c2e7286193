// SPDX-License-Identifier: BSL-1.0
#include "check/lint/rule.h"

#include <algorithm>

namespace godwit::check {

bool Half::existing(const Name& table) const {
  const KnownTable* known = schema.table(table);
  return known == nullptr || !known->migration ||
         *known->migration < run_begins;
}

std::optional<Name> Half::successor(const Fact& drop) const {
  const Name& dropped = as<DropTable>(drop)->table;
  const auto makes = [&](const Name& table) {
    return std::any_of(facts.begin(), facts.end(), [&](const Fact& fact) {
      const auto* create = as<CreateTable>(fact);
      return create != nullptr && create->table == table;
    });
  };
  for (const Fact& fact : facts) {
    const auto* rename = as<RenameTable>(fact);
    if (rename == nullptr || rename->to != dropped) continue;
    // The old table goes first and the new one gets its name, …
    if (fact.offset > drop.offset) return dropped;
    // … or the old one makes room under another name.
    if (makes(rename->table)) return rename->table;
  }
  return std::nullopt;
}

}  // namespace godwit::check
