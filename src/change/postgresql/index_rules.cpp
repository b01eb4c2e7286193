// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>

#include <algorithm>

#include "change/postgresql/facets.h"
#include "change/postgresql/rules.h"

namespace godwit::change::postgresql {
namespace {

Operations cluster_on(const Model& model, const Fact& fact) {
  const std::string table = owner_name(model, fact.id);
  if (fact.aspect("clustered").empty()) {
    return {{.statement =
                 fmt::format("ALTER TABLE {} SET WITHOUT CLUSTER", table)}};
  }
  return {{.statement = fmt::format("ALTER TABLE {} CLUSTER ON {}", table,
                                    fact.reference)}};
}

// "1=100, 2=200": by the number of a column of the index.
Operations set_statistics(const Fact& index) {
  Operations operations;
  std::string_view rest = index.aspect("statistics");
  while (!rest.empty()) {
    const std::size_t sign = rest.find('=');
    const std::size_t end = std::min(rest.find(", "), rest.size());
    operations.push_back(
        {.statement =
             fmt::format("ALTER INDEX {}.{} ALTER COLUMN {} SET STATISTICS {}",
                         index.id.schema, index.reference, rest.substr(0, sign),
                         rest.substr(sign + 1, end - sign - 1))});
    rest.remove_prefix(std::min(end + 2, rest.size()));
  }
  return operations;
}

// The text of a partitioned table's index is for that table alone, which is
// invalid as long as a partition is without.
std::string with_partitions(const Fact& index) {
  constexpr std::string_view only = " ON ONLY ";
  std::string text = index.text;
  const std::size_t place = text.find(only);
  if (place != std::string::npos && index.aspect("invalid").empty()) {
    text.replace(place, only.size(), " ON ");
  }
  return text;
}

// Rows that are there have not kept to it yet.
bool restricts(const Sides& sides, const Fact& fact) {
  const Fact* before = sides.from.find(fact.id);
  return sides.from.owner_of(fact.id) != nullptr &&
         (before == nullptr || differs(*before, fact, "definition"));
}

Operations create_index(const Sides& sides, const Fact& fact) {
  Operations operations = one(with_partitions(fact), "create", fact);
  if (fact.text.starts_with("CREATE UNIQUE ") && restricts(sides, fact)) {
    operations.back().dangers = {{Risk::restricts, fact.id}};
  }
  append(operations, set_statistics(fact));
  if (!fact.aspect("clustered").empty()) {
    append(operations, cluster_on(sides.to, fact));
  }
  return operations;
}

// Names of indexes are those of their schema.
std::string schema_of(const Model& model, const Fact& part) {
  const std::string owner = owner_name(model, part.id);
  const Fact* schema = model.find({Kind::schema, "", "", part.id.schema});
  return schema != nullptr ? schema->reference
                           : owner.substr(0, owner.find('.'));
}

// The key of a partition that has the index of the whole table as its own can
// only go with that, and is not taken along without a word.
bool carries_key(const Model& model, const Identity& index) {
  return std::any_of(
      model.needs.begin(), model.needs.end(), [&](const auto& need) {
        return need.second == index && need.first.kind == Kind::constraint &&
               model.find(need.first)->aspect("kind") != "f";
      });
}

Operations drop_index(const Sides& sides, const Fact& fact) {
  return one(fmt::format("DROP INDEX {}.{}{}", schema_of(sides.from, fact),
                         fact.reference,
                         carries_key(sides.from, fact.id) ? " CASCADE" : ""),
             "drop", fact);
}

// It came with an index of the whole table, and would go with that.
bool leaves_parent(const Sides& sides, const Fact& before, const Fact& after) {
  const Identity place{Kind::partition, after.id.schema, "", after.id.table};
  const Fact* was = sides.from.find(place);
  const Fact* is = sides.to.find(place);
  return !before.aspect("parent").empty() && differs(before, after, "parent") &&
         was != nullptr && is != nullptr && was->aspects == is->aspects;
}

std::optional<Operations> alter_index(const Sides& sides, const Fact& before,
                                      const Fact& after) {
  if (leaves_parent(sides, before, after)) return {};
  if (differs_beyond(before, after, {"clustered", "parent"})) return {};
  if (!differs(before, after, "clustered")) return Operations();
  return cluster_on(sides.to, after);
}

std::vector<Operation::Danger> restricted(const Model& model,
                                          const Fact& constraint) {
  const Fact* owner = model.owner_of(constraint.id);
  if (owner != nullptr && owner->id.kind == Kind::domain) {
    return dangers_of_type(model, owner->id, Risk::restricts);
  }
  return {{Risk::restricts, constraint.id}};
}

Operations add_constraint(const Sides& sides, const Fact& fact) {
  Operations operations = one(fact.text, "add", fact);
  if (!fact.aspect("definition").ends_with(" NOT VALID") &&
      restricts(sides, fact)) {
    operations.back().dangers = restricted(sides.from, fact);
  }
  if (!fact.aspect("clustered").empty()) {
    append(operations, cluster_on(sides.to, fact));
  }
  return operations;
}

std::string altered_owner(const Model& model, const Identity& part) {
  const Fact* owner = model.owner_of(part);
  const bool domain = owner != nullptr && owner->id.kind == Kind::domain;
  return fmt::format("ALTER {} {}", domain ? "DOMAIN" : "TABLE",
                     owner_name(model, part));
}

Operations drop_constraint(const Sides& sides, const Fact& fact) {
  return one(fmt::format("{} DROP CONSTRAINT {}",
                         altered_owner(sides.from, fact.id), fact.reference),
             "drop", fact);
}

bool is_now_valid(const Fact& before, const Fact& after) {
  return before.aspect("definition") ==
         fmt::format("{} NOT VALID", after.aspect("definition"));
}

Operations validate(const Sides& sides, const Fact& after) {
  Operations operations =
      one(fmt::format("{} VALIDATE CONSTRAINT {}",
                      altered_owner(sides.to, after.id), after.reference),
          "validate", after);
  operations.back().dangers = {{Risk::restricts, after.id}};
  return operations;
}

std::optional<Operations> alter_constraint(const Sides& sides,
                                           const Fact& before,
                                           const Fact& after) {
  if (is_now_valid(before, after)) return validate(sides, after);
  if (leaves_parent(sides, before, after)) return {};
  if (differs_beyond(before, after, {"clustered", "parent", "inherited"})) {
    return {};
  }
  if (!differs(before, after, "clustered")) return Operations();
  return cluster_on(sides.to, after);
}

constexpr Rule of_index{create_index, drop_index, alter_index};
constexpr Rule of_constraint{add_constraint, drop_constraint, alter_constraint};

}  // namespace

const Rule* index_rule(Kind kind) {
  switch (kind) {
    case Kind::index:
      return &of_index;
    case Kind::constraint:
      return &of_constraint;
    default:
      return nullptr;
  }
}

}  // namespace godwit::change::postgresql
