// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>

#include "change/postgresql/rules.h"

namespace godwit::change::postgresql {
namespace {

Operations create_view(const Sides& /*sides*/, const Fact& fact) {
  return one(fact.text, "create", fact);
}

Operations drop_view(const Sides& /*sides*/, const Fact& fact) {
  return one("DROP VIEW " + fact.reference, "drop", fact);
}

// In place a view can only get further columns.
std::optional<Operations> alter_view(const Sides& /*sides*/, const Fact& before,
                                     const Fact& after) {
  const std::string_view were = before.aspect("columns");
  const std::string_view are = after.aspect("columns");
  const bool longer =
      are.starts_with(were) &&
      (are.size() == were.size() || are.substr(were.size()).starts_with(", "));
  if (!longer) return {};
  std::string text = after.text;
  text.replace(0, std::string_view("CREATE").size(), "CREATE OR REPLACE");
  return one(std::move(text), "replace", after);
}

Operations drop_materialized_view(const Sides& /*sides*/, const Fact& fact) {
  return one("DROP MATERIALIZED VIEW " + fact.reference, "drop", fact);
}

constexpr Rule plain_view{create_view, drop_view, alter_view};
constexpr Rule materialized_view{create_view, drop_materialized_view};

}  // namespace

const Rule* view_rule(Kind kind) {
  switch (kind) {
    case Kind::view:
      return &plain_view;
    case Kind::materialized_view:
      return &materialized_view;
    default:
      return nullptr;
  }
}

}  // namespace godwit::change::postgresql
