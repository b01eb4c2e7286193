// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>

#include "base/number.h"
#include "change/postgresql/rules.h"

namespace godwit::change::postgresql {
namespace {

Operations create_routine(const Sides& /*sides*/, const Fact& fact) {
  constexpr std::string_view replacing = "CREATE OR REPLACE ";
  std::string text = fact.text;
  if (text.starts_with(replacing)) text.replace(0, replacing.size(), "CREATE ");
  return one(std::move(text), "create", fact);
}

Operations drop_function(const Sides& /*sides*/, const Fact& fact) {
  return one(fmt::format("DROP {} {}", fact.aspect("kind"), fact.reference),
             "drop", fact);
}

int defaults_of(const Fact& function) {
  return parse_number<int>(function.aspect("defaults")).value_or(0);
}

// What callers see cannot be changed in place, but for further defaults.
std::optional<Operations> alter_function(const Sides& /*sides*/,
                                         const Fact& before,
                                         const Fact& after) {
  if (differs(before, after, "kind") || differs(before, after, "returns") ||
      differs(before, after, "arguments") ||
      differs(before, after, "outputs") ||
      defaults_of(after) < defaults_of(before)) {
    return {};
  }
  return one(after.text, "replace", after);
}

Operations drop_aggregate(const Sides& /*sides*/, const Fact& fact) {
  return one("DROP AGGREGATE " + fact.reference, "drop", fact);
}

constexpr Rule function_rule{create_routine, drop_function, alter_function};
constexpr Rule aggregate_rule{create_routine, drop_aggregate};

}  // namespace

const Rule* routine_rule(Kind kind) {
  switch (kind) {
    case Kind::function:
      return &function_rule;
    case Kind::aggregate:
      return &aggregate_rule;
    default:
      return nullptr;
  }
}

}  // namespace godwit::change::postgresql
