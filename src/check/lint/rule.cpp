// SPDX-License-Identifier: BSL-1.0
#include "check/lint/rule.h"

namespace godwit::check {

bool Half::existing(const Name& table) const {
  const KnownTable* known = schema.table(table);
  return known == nullptr || !known->migration ||
         *known->migration < run_begins;
}

bool Half::existing(const Name& table, const std::string& column) const {
  if (!existing(table)) return false;
  const KnownColumn* known = schema.column(table, column);
  return known == nullptr || !known->migration ||
         *known->migration < run_begins;
}

std::optional<Name> Half::successor(const Fact& drop) const {
  const Name& dropped = as<DropTable>(drop)->table;
  for (const Fact* fact : lookup.about<RenameTable>(dropped)) {
    // The old table goes first and the new one gets its name, …
    if (fact->offset > drop.offset) return dropped;
    // … or the old one makes room under another name.
    const Name& old = as<RenameTable>(*fact)->table;
    if (!lookup.about<CreateTable>(old).empty()) return old;
  }
  return std::nullopt;
}

}  // namespace godwit::check
