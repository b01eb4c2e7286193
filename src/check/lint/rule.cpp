// SPDX-License-Identifier: BSL-1.0
#include "check/lint/rule.h"

#include <algorithm>

namespace godwit::check {

bool Half::existing(const Name& table) const {
  const KnownTable* known = schema.table(table);
  return known == nullptr || !known->migration ||
         *known->migration < run_begins;
}

bool Half::rebuilds(const Name& table) const {
  return std::any_of(facts.begin(), facts.end(), [&](const Fact& fact) {
    const auto* rename = as<RenameTable>(fact);
    return rename != nullptr && rename->to == table;
  });
}

}  // namespace godwit::check
