// SPDX-License-Identifier: BSL-1.0
#include "change/postgresql/carriers.h"

#include "change/postgresql/facets.h"

namespace godwit::change::postgresql {
namespace {

Fate fate_of(const Decisions& decisions, const Identity& id) {
  const auto found = decisions.find(id);
  return found != decisions.end() ? found->second.fate : Fate::keep;
}

bool goes(const Decisions& decisions, const Identity& id) {
  return is_dropped(fate_of(decisions, id));
}

std::optional<Identity> owner_that_goes(const Sides& sides,
                                        const Decisions& decisions,
                                        const Identity& id) {
  const Fact* owner = sides.from.owner_of(id);
  if (owner == nullptr) return {};
  const Fate fate = fate_of(decisions, owner->id);
  if (is_dropped(fate) || fate == Fate::swap) return owner->id;
  return {};
}

std::optional<Identity> target_that_goes(const Sides& sides,
                                         const Decisions& decisions,
                                         const Identity& id) {
  for (const Identity& target : needed(sides.from, id)) {
    const Fate fate = fate_of(decisions, target);
    if (is_dropped(fate) || fate == Fate::swap) return target;
  }
  return {};
}

// Where its columns go in more than one statement, it has to go before them.
std::optional<Identity> only_column_that_goes(const Sides& sides,
                                              const Decisions& decisions,
                                              const Identity& id) {
  std::optional<Identity> only;
  for (const Identity& column : needed(sides.from, id, Kind::column)) {
    if (!goes(decisions, column) || column.table != id.table ||
        column.schema != id.schema) {
      continue;
    }
    if (only) return {};
    only = column;
  }
  return only;
}

// Of partitions.
std::optional<Identity> same_of_parent_that_goes(const Sides& sides,
                                                 const Decisions& decisions,
                                                 const Identity& id) {
  for (const Identity& parent : needed(sides.from, id)) {
    const bool key =
        parent.kind == Kind::index || parent.kind == Kind::constraint;
    if (key && goes(decisions, parent)) return parent;
  }
  return {};
}

std::vector<Identity> parents_of_table(const Model& model,
                                       const Identity& part) {
  const Identity table{Kind::table, part.schema, "", part.table};
  const Identity facet = with_kind(table, Kind::partition);
  std::vector<Identity> parents;
  for (const Identity& id : {table, facet}) {
    for (const Identity& other : needed(model, id, Kind::table)) {
      if (other != table) parents.push_back(other);
    }
  }
  return parents;
}

// The part of the same name of a table that the part's table comes from.
std::optional<Identity> part_above(const Model& model, const Identity& part) {
  for (const Identity& parent : parents_of_table(model, part)) {
    const Identity above{part.kind, parent.schema, parent.name, part.name};
    if (model.find(above) != nullptr) return above;
  }
  return {};
}

std::optional<Identity> inherited_that_goes(const Sides& sides,
                                            const Decisions& decisions,
                                            const Fact& fact) {
  if (fact.aspect("inherited").empty()) return {};
  const auto above = part_above(sides.from, fact.id);
  if (above && goes(decisions, *above)) return above;
  return {};
}

std::optional<Identity> column_of_sequence(const Sides& sides,
                                           const Decisions& decisions,
                                           const Identity& id) {
  for (const Identity& needing : {id, with_kind(id, Kind::sequence_owner)}) {
    for (const Identity& column : needed(sides.from, needing, Kind::column)) {
      if (goes(decisions, column)) return column;
      const bool numbered = needing == id;
      if (numbered && fate_of(decisions, column) == Fate::alter) return column;
    }
  }
  return {};
}

std::vector<Identity> tables_referred_to(const Sides& sides,
                                         const Identity& table) {
  std::vector<Identity> found;
  for (const Fact* fact : sides.from.parts_of(table, Kind::constraint)) {
    if (fact->aspect("kind") != "f") continue;
    for (const Identity& column : needed(sides.from, fact->id, Kind::column)) {
      found.push_back({Kind::table, column.schema, "", column.table});
    }
  }
  return found;
}

// Tables that refer to each other: a foreign key has to go before either.
bool is_in_circle(const Sides& sides, const Fact& fact) {
  if (fact.aspect("kind") != "f" || !fact.aspect("inherited").empty()) {
    return false;
  }
  const Identity table{Kind::table, fact.id.schema, "", fact.id.table};
  std::vector<Identity> open;
  for (const Identity& column : needed(sides.from, fact.id, Kind::column)) {
    const Identity other{Kind::table, column.schema, "", column.table};
    if (other != table) open.push_back(other);
  }
  std::set<Identity> seen;
  while (!open.empty()) {
    const Identity next = open.back();
    open.pop_back();
    if (next == table) return true;
    if (!seen.insert(next).second) continue;
    for (const Identity& other : tables_referred_to(sides, next)) {
      if (other != next) open.push_back(other);
    }
  }
  return false;
}

// That of the whole table, where it is dropped by itself.
std::optional<Identity> foreign_key_that_goes(const Sides& sides,
                                              const Decisions& decisions,
                                              const Fact& fact) {
  if (fact.aspect("kind") != "f") return {};
  const auto above = inherited_that_goes(sides, decisions, fact);
  if (!above) return {};
  const bool by_itself = !owner_that_goes(sides, decisions, *above) ||
                         is_in_circle(sides, sides.from.facts.at(*above));
  return by_itself ? above : std::nullopt;
}

bool is_plain_key(const Fact& fact) {
  return fact.id.kind == Kind::index || fact.id.kind == Kind::statistics ||
         (fact.id.kind == Kind::constraint && fact.aspect("kind") != "x");
}

std::optional<Identity> object_that_goes(const Decisions& decisions,
                                         const Identity& id) {
  if (goes(decisions, id)) return id;
  return {};
}

std::optional<Identity> table_that_goes(const Decisions& decisions,
                                        const Identity& id) {
  const Fate fate = fate_of(decisions, id);
  if (is_dropped(fate) || fate == Fate::swap) return id;
  return {};
}

// The rows of a partition move with those of the whole table.
std::optional<Identity> swapped_parent(const Sides& sides,
                                       const Decisions& decisions,
                                       const Identity& table) {
  for (const Identity& parent :
       needed(sides.from, with_kind(table, Kind::partition), Kind::table)) {
    if (fate_of(decisions, parent) == Fate::swap) return parent;
  }
  return {};
}

std::optional<Identity> first_of(
    std::initializer_list<std::optional<Identity>> candidates) {
  for (const auto& candidate : candidates) {
    if (candidate) return candidate;
  }
  return {};
}

// A new heir gets it with its table, one that is there with that of its parent.
std::optional<Identity> inherited_creation(const Sides& sides,
                                           const Decisions& decisions,
                                           const Fact& fact) {
  if (fact.aspect("inherited").empty()) return {};
  const Identity table{Kind::table, fact.id.schema, "", fact.id.table};
  const Identity place = with_kind(table, Kind::partition);
  const bool partition = is_partition(sides.to, table);
  const bool foreign_key = fact.aspect("kind") == "f";
  const auto above = part_above(sides.to, fact.id);
  // The whole table gets its foreign keys once it has its rows.
  if (foreign_key && above &&
      fate_of(decisions, {Kind::table, above->schema, "", above->table}) ==
          Fate::swap) {
    return above;
  }
  if (is_made(fate_of(decisions, table))) {
    if (!partition) return table;
    return foreign_key ? std::optional(place) : std::nullopt;
  }
  if (partition && is_made(fate_of(decisions, place))) {
    return foreign_key ? std::optional(place) : std::nullopt;
  }
  if (above && is_made(fate_of(decisions, *above))) return above;
  return {};
}

}  // namespace

std::optional<Identity> carrier_of_drop(const Sides& sides,
                                        const Decisions& decisions,
                                        const Fact& fact) {
  const Identity& id = fact.id;
  if (const auto above = foreign_key_that_goes(sides, decisions, fact)) {
    return above;
  }
  if (const auto owner = owner_that_goes(sides, decisions, id);
      owner && id.kind != Kind::column_default) {
    if (is_in_circle(sides, fact)) return {};
    return owner;
  }
  switch (id.kind) {
    case Kind::comment:
    case Kind::privilege:
      return target_that_goes(sides, decisions, id);
    case Kind::column_default:
      return object_that_goes(decisions, with_kind(id, Kind::column));
    case Kind::partition:
      return object_that_goes(decisions, with_kind(id, Kind::table));
    case Kind::replica_identity:
      return table_that_goes(decisions, with_kind(id, Kind::table));
    case Kind::table:
      return swapped_parent(sides, decisions, id);
    case Kind::sequence_owner:
      return object_that_goes(decisions, with_kind(id, Kind::sequence));
    case Kind::sequence:
      return column_of_sequence(sides, decisions, id);
    case Kind::column:
      return inherited_that_goes(sides, decisions, fact);
    case Kind::constraint:
    case Kind::index:
    case Kind::statistics:
      return first_of({fact.aspect("kind") != "f"
                           ? same_of_parent_that_goes(sides, decisions, id)
                           : std::nullopt,
                       inherited_that_goes(sides, decisions, fact),
                       is_plain_key(fact)
                           ? only_column_that_goes(sides, decisions, id)
                           : std::nullopt});
    default:
      return {};
  }
}

std::optional<Identity> carrier_of_creation(const Sides& sides,
                                            const Decisions& decisions,
                                            const Fact& fact) {
  const Identity& id = fact.id;
  if (id.kind == Kind::sequence && !fact.aspect("identity").empty()) {
    for (const Identity& column : needed(sides.to, id, Kind::column)) {
      return column;
    }
  }
  if (id.kind == Kind::column || id.kind == Kind::column_default) {
    const Fact* owner = sides.to.owner_of(id);
    const Fate fate =
        owner != nullptr ? fate_of(decisions, owner->id) : Fate::keep;
    if (fate == Fate::swap ||
        (is_made(fate) && owner->id.kind == Kind::composite_type)) {
      return owner->id;
    }
  }
  if (id.kind == Kind::column || id.kind == Kind::constraint) {
    return inherited_creation(sides, decisions, fact);
  }
  return {};
}

}  // namespace godwit::change::postgresql
