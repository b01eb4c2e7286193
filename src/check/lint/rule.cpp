// SPDX-License-Identifier: BSL-1.0
#include "check/lint/rule.h"

#include <algorithm>

namespace godwit::check {

// A DO block is a transaction, too.
bool Half::in_transaction(const Fact& fact) const {
  return script.transactional || fact.in_block ||
         std::any_of(own_transactions.begin(), own_transactions.end(),
                     [&](const StatementRange& range) {
                       return range.begin <= fact.offset &&
                              fact.offset < range.end;
                     });
}

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
