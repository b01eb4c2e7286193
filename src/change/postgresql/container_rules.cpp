// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>

#include "change/postgresql/rules.h"

namespace godwit::change::postgresql {
namespace {

Operations create_as_written(const Sides& /*sides*/, const Fact& fact) {
  return one(fact.text, "create", fact);
}

Operations drop_schema(const Sides& /*sides*/, const Fact& fact) {
  return one("DROP SCHEMA " + fact.reference, "drop", fact);
}

Operations drop_extension(const Sides& /*sides*/, const Fact& fact) {
  return one("DROP EXTENSION " + fact.reference, "drop", fact);
}

std::optional<Operations> alter_extension(const Sides& /*sides*/,
                                          const Fact& /*before*/,
                                          const Fact& after) {
  return one(fmt::format("ALTER EXTENSION {} SET SCHEMA {}", after.reference,
                         after.aspect("schema")),
             "move", after);
}

Operations drop_collation(const Sides& /*sides*/, const Fact& fact) {
  return one("DROP COLLATION " + fact.reference, "drop", fact);
}

constexpr Rule schema_rule{create_as_written, drop_schema};
constexpr Rule extension_rule{create_as_written, drop_extension,
                              alter_extension};
constexpr Rule collation_rule{create_as_written, drop_collation};

}  // namespace

const Rule* container_rule(Kind kind) {
  switch (kind) {
    case Kind::schema:
      return &schema_rule;
    case Kind::extension:
      return &extension_rule;
    case Kind::collation:
      return &collation_rule;
    default:
      return nullptr;
  }
}

}  // namespace godwit::change::postgresql
