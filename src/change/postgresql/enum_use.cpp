// SPDX-License-Identifier: BSL-1.0
#include "change/postgresql/enum_use.h"

#include <algorithm>

#include "change/postgresql/facets.h"

namespace godwit::change::postgresql {
namespace {

// Itself, or by way of a column or a default that has the type.
bool needs_type(const Model& model, const Identity& id, const Identity& type) {
  for (const Identity& other : needed(model, id)) {
    if (other == type) return true;
    if (other.kind == Kind::column && model.needs.contains({other, type})) {
      return true;
    }
  }
  return false;
}

bool step_needs_type(const Sides& sides, const Step& step,
                     const Identity& type) {
  return needs_type(sides.to, step.id, type) ||
         std::any_of(step.folded.begin(), step.folded.end(),
                     [&](const Fact* fact) {
                       return needs_type(sides.to, fact->id, type);
                     });
}

// The server reads it when it is made, and the catalog does not know of what.
bool is_read_at_once(const Sides& sides, const Step& step) {
  const Fact* fact = sides.to.find(step.id);
  return fact != nullptr && fact->id.kind == Kind::function &&
         fact->aspect("language") == "sql";
}

}  // namespace

bool uses_value(const Sides& sides, const Step& step,
                const Operations& statements, const Identity& type,
                const std::string& value) {
  if (step.verb == Step::Verb::drop || step.id == type) return false;
  const bool named = std::any_of(
      statements.begin(), statements.end(), [&](const Operation& operation) {
        return operation.statement.find(value) != std::string::npos;
      });
  return named &&
         (step_needs_type(sides, step, type) || is_read_at_once(sides, step));
}

}  // namespace godwit::change::postgresql
