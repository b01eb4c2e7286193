// SPDX-License-Identifier: BSL-1.0
#include "change/postgresql/decisions.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/errors.h"
#include "change/postgresql/facets.h"

namespace godwit::change::postgresql {
namespace {

Error not_modelled(const Identity& id) {
  return make_error(ErrorCode::unsupported,
                    fmt::format("no change can be planned for {}", id.name),
                    "write what changes it as a migration by hand");
}

Error cannot_be_replaced(const Identity& id) {
  return make_error(ErrorCode::unsupported,
                    fmt::format("{} cannot be changed in place", label(id)),
                    "write what changes it as a migration by hand");
}

Error in_the_way(const Identity& id, const Identity& of) {
  return make_error(
      ErrorCode::unsupported,
      fmt::format("{} would have to be made anew, since {} changes", label(id),
                  label(of)),
      "write what changes it as a migration by hand");
}

bool has_parentheses_inside(std::string_view definition) {
  return std::count(definition.begin(), definition.end(), '(') > 1 ||
         definition.find(" WHERE ") != std::string_view::npos;
}

// The database rewrites what it can when the type of a column changes; this it
// refuses, or prints another text for than if it were made on the new type.
bool stops_retyping(const Fact& fact) {
  switch (fact.id.kind) {
    case Kind::view:
    case Kind::materialized_view:
    case Kind::rule:
    case Kind::policy:
    case Kind::trigger:
    case Kind::function:
    case Kind::publication:
    case Kind::column_default:
      return true;
    case Kind::column:
      return !fact.aspect("generated").empty();
    case Kind::constraint:
      return fact.aspect("kind") != "p" && fact.aspect("kind") != "u";
    case Kind::index:
    case Kind::statistics:
      return has_parentheses_inside(fact.aspect("definition"));
    default:
      return false;
  }
}

bool holds_values(const Fact& fact) {
  return fact.id.kind == Kind::column && fact.aspect("generated").empty();
}

/// Decides for each object by itself, and then for those that are in the way.
class Deciding {
 public:
  Deciding(const Sides& sides, const std::set<Identity>& replaced)
      : sides_(sides), replaced_(replaced) {
    for (const auto& [first, second] : sides.from.needs) {
      dependants_.emplace(second, first);
    }
  }

  Result<Decisions> decide() {
    for (const schema::Difference& difference : all()) {
      if (auto decided = decide_alone(difference); !decided) {
        return decided.error();
      }
    }
    while (!disturbed_.empty()) {
      const Identity id = disturbed_.back();
      disturbed_.pop_back();
      if (auto cleared = clear_way_of(id); !cleared) return cleared.error();
    }
    return std::move(decisions_);
  }

 private:
  // Equal ones, too.
  std::vector<schema::Difference> all() const {
    std::vector<schema::Difference> found;
    for (const auto& [id, fact] : sides_.from.facts) {
      found.push_back({.before = &fact, .after = sides_.to.find(id)});
    }
    for (const auto& [id, fact] : sides_.to.facts) {
      if (sides_.from.find(id) == nullptr) found.push_back({.after = &fact});
    }
    return found;
  }

  Result<void> decide_alone(const schema::Difference& difference) {
    const auto& [before, after] = difference;
    const Identity& id = difference.id();
    Decision decision{.before = before, .after = after};
    if (before == nullptr) {
      decision.fate = Fate::create;
    } else if (after == nullptr) {
      decision.fate = Fate::drop;
    } else if (before->aspects != after->aspects) {
      alter(decision);
    }
    if (replaced_.contains(id) && before != nullptr && after != nullptr) {
      decision.fate = Fate::replace;
    }
    if (decision.fate != Fate::keep && rule_of(id.kind) == nullptr) {
      return not_modelled(id);
    }
    if (decision.fate == Fate::replace && !is_replaceable(id.kind)) {
      return cannot_be_replaced(id);
    }
    if (disturbs(decision)) disturbed_.push_back(id);
    decisions_.emplace(id, std::move(decision));
    return {};
  }

  void alter(Decision& decision) const {
    const Fact& before = *decision.before;
    const Fact& after = *decision.after;
    const Rule* rule = rule_of(after.id.kind);
    if (swaps(before, after)) {
      decision.fate = Fate::swap;
      return;
    }
    std::optional<Operations> operations;
    if (rule != nullptr && rule->alter != nullptr) {
      operations = rule->alter(sides_, before, after);
    }
    decision.fate = operations ? Fate::alter : Fate::replace;
    if (operations) decision.operations = std::move(*operations);
  }

  static bool retypes(const Decision& decision) {
    return decision.fate == Fate::alter &&
           decision.after->id.kind == Kind::column &&
           changes_type(*decision.before, *decision.after);
  }

  static bool disturbs(const Decision& decision) {
    return is_dropped(decision.fate) || decision.fate == Fate::swap ||
           retypes(decision);
  }

  Result<void> clear_way_of(const Identity& id) {
    const auto [begin, end] = dependants_.equal_range(id);
    for (auto found = begin; found != end; ++found) {
      const auto decision = decisions_.find(found->second);
      if (decision == decisions_.end()) continue;
      if (auto cleared = clear(decision->second, decisions_.at(id)); !cleared) {
        return cleared;
      }
    }
    return {};
  }

  Result<void> clear(Decision& dependant, const Decision& cause) {
    const Identity id = dependant.before != nullptr ? dependant.before->id
                                                    : dependant.after->id;
    if (dependant.fate != Fate::keep && dependant.fate != Fate::alter) {
      return {};
    }
    if (cause.fate == Fate::swap && id.kind == Kind::column) {
      if (cause.after->id.kind != Kind::table) {
        disturbed_by_swap(id);
        return {};
      }
      return replace(id, dependant);
    }
    if (!is_in_the_way(dependant, cause)) return {};
    if (!is_replaceable(id.kind) || holds_values(*dependant.before))
      return in_the_way(id, cause.before->id);
    return replace(id, dependant);
  }

  Result<void> replace(const Identity& id, Decision& dependant) {
    dependant.fate = Fate::replace;
    dependant.operations.clear();
    disturbed_.push_back(id);
    return {};
  }

  // The column gets the new type, as if it were altered.
  void disturbed_by_swap(const Identity& column) {
    if (!swapped_columns_.insert(column).second) return;
    disturbed_.push_back(column);
  }

  bool is_in_the_way(const Decision& dependant, const Decision& cause) const {
    const Fact& fact = *dependant.before;
    if (fact.id.kind == Kind::partition) {
      return cause.fate == Fate::swap && cause.after->id.kind == Kind::table;
    }
    switch (cause.fate) {
      case Fate::drop:
        return dependant.fate == Fate::keep;
      case Fate::replace:
      case Fate::swap:
        return true;
      default:
        return stops_retyping(fact);
    }
  }

  const Sides& sides_;
  const std::set<Identity>& replaced_;
  std::multimap<Identity, Identity> dependants_;
  Decisions decisions_;
  std::vector<Identity> disturbed_;
  std::set<Identity> swapped_columns_;
};

}  // namespace

Result<Decisions> decide(const Sides& sides,
                         const std::set<Identity>& replaced) {
  return Deciding(sides, replaced).decide();
}

bool is_dropped(Fate fate) {
  return fate == Fate::drop || fate == Fate::replace;
}

bool is_made(Fate fate) {
  return fate == Fate::create || fate == Fate::replace;
}

bool is_replaceable(Kind kind) {
  switch (kind) {
    case Kind::schema:
    case Kind::extension:
    case Kind::table:
    case Kind::enum_type:
    case Kind::composite_type:
    case Kind::range_type:
    case Kind::domain:
    case Kind::unmodelled:
      return false;
    default:
      return true;
  }
}

}  // namespace godwit::change::postgresql
