// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>

#include <algorithm>

#include "change/postgresql/enum_values.h"
#include "change/postgresql/facets.h"
#include "change/postgresql/rules.h"

namespace godwit::change::postgresql {
namespace {

Operations create_type(const Sides& /*sides*/, const Fact& fact) {
  return one(fact.text, "create", fact);
}

Operations drop_type(const Sides& /*sides*/, const Fact& fact) {
  return one("DROP TYPE " + fact.reference, "drop", fact);
}

Operations drop_domain(const Sides& /*sides*/, const Fact& fact) {
  return one("DROP DOMAIN " + fact.reference, "drop", fact);
}

std::optional<Operations> alter_enum(const Sides& /*sides*/, const Fact& before,
                                     const Fact& after) {
  Operations operations;
  const auto added =
      added_values(before.aspect("values"), after.aspect("values"));
  if (!added) return {};
  for (const AddedValue& value : *added) {
    append(operations,
           one(fmt::format("ALTER TYPE {} ADD VALUE {}{}", after.reference,
                           value.value, value.place),
               "add value to", after));
  }
  return operations;
}

std::optional<Operations> alter_domain(const Sides& sides, const Fact& before,
                                       const Fact& after) {
  Operations operations;
  const auto change = [&](std::string_view what) {
    append(operations,
           one(fmt::format("ALTER DOMAIN {} {}", after.reference, what),
               "change", after));
  };
  if (differs(before, after, "default")) {
    const std::string_view given = after.aspect("default");
    change(given.empty() ? std::string("DROP DEFAULT")
                         : fmt::format("SET DEFAULT {}", given));
  }
  if (differs(before, after, "not null")) {
    const bool required = !after.aspect("not null").empty();
    change(required ? "SET NOT NULL" : "DROP NOT NULL");
    if (required) {
      operations.back().dangers =
          dangers_of_type(sides.from, after.id, Risk::requires_value);
    }
  }
  return operations;
}

Operations create_empty_composite(const Sides& sides, const Fact& fact) {
  return create_composite(sides, fact);
}

constexpr std::string_view name_of_old = "godwit_old_type";

// Columns that have the type before and afterwards.
std::vector<const Fact*> columns_of(const Sides& sides, const Identity& type) {
  std::vector<const Fact*> columns;
  for (const auto& [id, fact] : sides.to.facts) {
    if (id.kind != Kind::column || !fact.aspect("inherited").empty() ||
        !fact.aspect("generated").empty()) {
      continue;
    }
    if (sides.to.needs.contains({id, type}) &&
        sides.from.needs.contains({id, type})) {
      columns.push_back(&fact);
    }
  }
  return columns;
}

Operations move_column(const Sides& sides, const Fact& column) {
  const Fact* owner = sides.to.owner_of(column.id);
  const std::string_view type = column.aspect("type");
  if (owner != nullptr && owner->id.kind == Kind::composite_type) {
    return {
        {.statement = fmt::format("ALTER TYPE {} ALTER ATTRIBUTE {} TYPE {}",
                                  owner->reference, column.reference, type)}};
  }
  return {{.statement = fmt::format(
               "ALTER TABLE {} ALTER COLUMN {} TYPE {} USING {}::text::{}",
               owner_name(sides.to, column.id), column.reference, type,
               column.reference, type)}};
}

constexpr Rule of_enum{create_type, drop_type, alter_enum};
constexpr Rule of_composite{create_empty_composite, drop_type};
constexpr Rule of_range{create_type, drop_type};
constexpr Rule of_domain{create_type, drop_domain, alter_domain};

}  // namespace

std::vector<Operation::Danger> dangers_of_type(const Model& model,
                                               const Identity& type,
                                               Risk risk) {
  std::vector<Operation::Danger> dangers;
  for (const auto& [id, fact] : model.facts) {
    if (id.kind == Kind::column && model.needs.contains({id, type})) {
      dangers.push_back({risk, id});
    }
  }
  return dangers;
}

bool swaps(const Fact& before, const Fact& after) {
  switch (after.id.kind) {
    case Kind::enum_type:
      return !added_values(before.aspect("values"), after.aspect("values"));
    case Kind::table:
      return differs(before, after, "partition key");
    case Kind::range_type:
      return true;
    case Kind::domain:
      return differs_beyond(before, after, {"default", "not null"});
    default:
      return false;
  }
}

Operations swap_type(const Sides& sides, const Fact& before,
                     const Fact& after) {
  Operations operations = one(
      fmt::format("ALTER TYPE {} RENAME TO {}", before.reference, name_of_old),
      "replace", after);
  operations.push_back({.statement = after.text});
  for (const Fact* column : columns_of(sides, after.id)) {
    append(operations, move_column(sides, *column));
    operations.back().dangers = {{Risk::narrows, column->id}};
  }
  operations.push_back(
      {.statement = "DROP TYPE " + reference_beside(before, name_of_old)});
  return operations;
}

Operations create_composite(const Sides& sides, const Fact& type) {
  std::string attributes;
  for (const Fact* attribute : sides.to.parts_of(type.id, Kind::column)) {
    attributes += fmt::format("{}{} {}", attributes.empty() ? "" : ", ",
                              attribute->reference, attribute->aspect("type"));
    if (!attribute->aspect("collation").empty()) {
      attributes += fmt::format(" COLLATE {}", attribute->aspect("collation"));
    }
  }
  return one(fmt::format("CREATE TYPE {} AS ({})", type.reference, attributes),
             "create", type);
}

const Rule* type_rule(Kind kind) {
  switch (kind) {
    case Kind::enum_type:
      return &of_enum;
    case Kind::composite_type:
      return &of_composite;
    case Kind::range_type:
      return &of_range;
    case Kind::domain:
      return &of_domain;
    default:
      return nullptr;
  }
}

}  // namespace godwit::change::postgresql
