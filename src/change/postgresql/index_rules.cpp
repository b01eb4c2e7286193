// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>

#include <algorithm>

#include "change/postgresql/facets.h"
#include "change/postgresql/rules.h"
#include "schema/written_name.h"

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

// Between two forms of an index, there would be none.
bool is_new(const Sides& sides, const Fact& fact) {
  return sides.from.find(fact.id) == nullptr;
}

Operations create_index(const Sides& sides, const Fact& fact) {
  Operations operations = one(with_partitions(fact), "create", fact);
  if (is_new(sides, fact) && is_in_use(sides, fact.id)) {
    operations.back().statement = concurrently(fact.text);
    operations.back().pace = Pace::apart;
  }
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
  const bool carries = carries_key(sides.from, fact.id);
  const bool concurrent = !carries && sides.to.find(fact.id) == nullptr &&
                          is_in_use(sides, fact.id);
  Operations operations =
      one(fmt::format("DROP INDEX {}{}.{}{}", concurrent ? "CONCURRENTLY " : "",
                      schema_of(sides.from, fact), fact.reference,
                      carries ? " CASCADE" : ""),
          "drop", fact);
  if (concurrent) operations.back().pace = Pace::apart;
  return operations;
}

// It came with an index of the whole table, and would go with that.
bool leaves_parent(const Sides& sides, const Fact& before, const Fact& after) {
  const Identity place{Kind::partition, after.id.schema, "", after.id.table};
  const Fact* was = sides.from.find(place);
  const Fact* is = sides.to.find(place);
  return !before.aspect("parent").empty() && differs(before, after, "parent") &&
         was != nullptr && is != nullptr && was->aspects == is->aspects;
}

// A comment goes with the index that has it, and so on.
bool is_needed(const Model& model, const Identity& index) {
  return std::any_of(model.needs.begin(), model.needs.end(),
                     [&](const auto& need) { return need.second == index; });
}

// The new one is there before the old one goes. Absent: it has to go first.
std::optional<Operations> exchange_index(const Sides& sides, const Fact& before,
                                         const Fact& after) {
  const bool plain = !differs_beyond(before, after, {"definition"}) &&
                     after.aspect("statistics").empty() &&
                     after.aspect("clustered").empty();
  if (!plain || !is_in_use(sides, after.id) ||
      is_needed(sides.from, before.id)) {
    return {};
  }
  const std::string schema = schema_of(sides.from, before);
  const std::string other =
      schema::written_name(name_beside(after.name), Dialect::postgresql);
  std::string create = concurrently(after.text);
  const std::size_t name = create.find(" " + after.reference + " ON ");
  if (name == std::string::npos) return {};
  create.replace(name + 1, after.reference.size(), other);
  Operations operations = one(create, "change", after);
  if (after.text.starts_with("CREATE UNIQUE ")) {
    operations.back().dangers = {{Risk::restricts, after.id}};
  }
  operations.push_back(
      {.statement = fmt::format("DROP INDEX CONCURRENTLY {}.{}", schema,
                                before.reference)});
  operations.push_back(
      {.statement = fmt::format("ALTER INDEX {}.{} RENAME TO {}", schema, other,
                                after.reference)});
  for (Operation& operation : operations) operation.pace = Pace::apart;
  return operations;
}

std::optional<Operations> alter_index(const Sides& sides, const Fact& before,
                                      const Fact& after) {
  if (leaves_parent(sides, before, after)) return {};
  if (differs_beyond(before, after, {"clustered", "parent"})) {
    return exchange_index(sides, before, after);
  }
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

constexpr std::string_view not_valid = " NOT VALID";

// The columns of a key, and those that its index has besides; and what follows.
std::optional<std::pair<std::string_view, std::string_view>> parts_of_key(
    std::string_view definition) {
  const std::size_t begin = definition.find('(');
  const std::size_t end = definition.rfind(')');
  const std::string_view head = definition.substr(0, begin);
  if (head != "UNIQUE " && head != "PRIMARY KEY ") return {};
  const std::string_view columns = definition.substr(begin, end + 1 - begin);
  // Parameters of its index.
  if (columns.find(" WITH (") != std::string_view::npos) return {};
  return std::pair(columns, definition.substr(end + 1));
}

// Its index is built before it, under its name. Empty: it has to be made at
// once.
Operations key_by_index(const Sides& sides, const Fact& fact) {
  const bool key = fact.aspect("kind") == "p" || fact.aspect("kind") == "u";
  if (!key || !is_new(sides, fact)) return {};
  const std::string_view definition = fact.aspect("definition");
  const auto parts = parts_of_key(definition);
  if (!parts) return {};
  const auto& [columns, rest] = *parts;
  const std::string table = owner_name(sides.to, fact.id);
  Operations operations =
      one(fmt::format("CREATE UNIQUE INDEX CONCURRENTLY {} ON {} {}",
                      fact.reference, table, columns),
          "build index of", fact);
  append(operations,
         one(fmt::format("ALTER TABLE {} ADD CONSTRAINT {} {}USING INDEX {}{}",
                         table, fact.reference,
                         definition.substr(0, definition.find('(')),
                         fact.reference, rest),
             "add", fact));
  for (Operation& operation : operations) operation.pace = Pace::apart;
  return operations;
}

Operations validate(const Sides& sides, const Fact& after);

// PostgreSQL keeps a part of such a key for each partition, and does not
// validate those.
bool refers_to_partitions(const Model& model, const Fact& key) {
  const auto others = needed(model, key.id);
  return std::any_of(others.begin(), others.end(), [&](const Identity& other) {
    const Fact* table =
        other.kind == Kind::table ? model.find(other) : model.owner_of(other);
    return table != nullptr && !table->aspect("partition key").empty();
  });
}

bool can_wait_for_rows(const Sides& sides, const Fact& fact) {
  const bool checks = fact.aspect("kind") == "c" || fact.aspect("kind") == "f";
  return checks && fact.aspect("inherited").empty() &&
         is_in_use(sides, fact.id) && !refers_to_partitions(sides.to, fact);
}

Operations add_and_validate(const Sides& sides, const Fact& fact) {
  Operations operations = one(fact.text + std::string(not_valid), "add", fact);
  append(operations, validate(sides, fact));
  return operations;
}

Operations add_at_once(const Sides& sides, const Fact& fact) {
  Operations operations = one(fact.text, "add", fact);
  if (!fact.aspect("definition").ends_with(not_valid) &&
      restricts(sides, fact)) {
    operations.back().dangers = restricted(sides.from, fact);
  }
  return operations;
}

Operations add_rule_for_rows(const Sides& sides, const Fact& fact) {
  if (fact.aspect("definition").ends_with(not_valid)) {
    return add_at_once(sides, fact);
  }
  if (can_wait_for_rows(sides, fact)) return add_and_validate(sides, fact);
  Operations operations;
  if (is_in_use(sides, fact.id)) operations = key_by_index(sides, fact);
  if (operations.empty()) return add_at_once(sides, fact);
  operations.front().dangers = restricted(sides.from, fact);
  return operations;
}

Operations add_constraint(const Sides& sides, const Fact& fact) {
  Operations operations = add_rule_for_rows(sides, fact);
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
  if (is_in_use(sides, after.id)) operations.back().pace = Pace::reads;
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

std::string concurrently(std::string create) {
  constexpr std::string_view word = " INDEX ";
  return create.insert(create.find(word) + word.size(), "CONCURRENTLY ");
}

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
