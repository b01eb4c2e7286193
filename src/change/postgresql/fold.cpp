// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <numeric>
#include <vector>

#include "change/postgresql/facets.h"
#include "change/postgresql/steps.h"

namespace godwit::change::postgresql {
namespace {

bool is_foldable_constraint(const Fact& fact) {
  return fact.aspect("kind") != "f" && fact.aspect("clustered").empty() &&
         !fact.aspect("definition").ends_with(" NOT VALID");
}

// "(a, b)" of a key. Empty: it is none.
std::string key_columns(const Fact& fact) {
  if (fact.aspect("kind") != "p" && fact.aspect("kind") != "u") return "";
  const std::string_view text = fact.aspect("definition");
  return std::string(text.substr(std::min(text.find('('), text.size())));
}

/// Moves steps into others, which must not make a circle.
class Folding {
 public:
  Folding(const Sides& sides, Steps& steps) : sides_(sides), steps_(steps) {
    after_.resize(steps.all.size());
    before_.resize(steps.all.size());
    into_.resize(steps.all.size());
    std::iota(into_.begin(), into_.end(), std::size_t{0});
    for (const auto& [one, other] : steps.order) {
      before_[other].insert(one);
      after_[one].insert(other);
    }
  }

  void fold() {
    for (std::size_t i = 0; i < steps_.all.size(); ++i) {
      const Step& step = steps_.all[i];
      if (step.verb != Step::Verb::create) continue;
      if (step.id.kind == Kind::table) fold_table(i);
    }
    for (std::size_t i = 0; i < steps_.all.size(); ++i) {
      const Step& step = steps_.all[i];
      if (step.verb == Step::Verb::create && step.id.kind == Kind::column) {
        fold_part(i, with_kind(step.id, Kind::column_default));
      }
    }
    write_order();
  }

 private:
  void fold_table(std::size_t table) {
    const Identity id = steps_.all[table].id;
    std::vector<const Fact*> columns = sides_.to.parts_of(id, Kind::column);
    for (const Fact* column : columns) fold_part(table, column->id);
    for (const Fact* column : columns) {
      if (place(column->id) == table) {
        fold_part(table, with_kind(column->id, Kind::column_default));
      }
    }
    // Of two keys over the same columns CREATE TABLE makes one.
    std::set<std::string> keys;
    for (const Fact* constraint : constraints_of(id)) {
      if (!is_foldable_constraint(*constraint)) continue;
      const std::string key = key_columns(*constraint);
      if (!key.empty() && !keys.insert(key).second) continue;
      fold_part(table, constraint->id);
    }
  }

  // The primary key first.
  std::vector<const Fact*> constraints_of(const Identity& table) const {
    auto found = sides_.to.parts_of(table, Kind::constraint);
    std::stable_partition(found.begin(), found.end(), [](const Fact* fact) {
      return fact->aspect("kind") == "p";
    });
    return found;
  }

  std::size_t place(const Identity& id) const {
    const auto found = steps_.builds.find(id);
    return found != steps_.builds.end() ? place_now(found->second)
                                        : steps_.all.size();
  }

  std::size_t place_now(std::size_t step) const {
    while (into_[step] != step) step = into_[step];
    return step;
  }

  void fold_part(std::size_t into, const Identity& part) {
    const std::size_t from = place(part);
    if (from == steps_.all.size() || from == into) return;
    if (!(steps_.all[from].id == part)) return;
    if (comes_around(from, into)) return;
    for (const std::size_t one : before_[from]) link(one, into);
    for (const std::size_t other : after_[from]) link(into, other);
    unlink(from);
    steps_.all[into].folded.push_back(sides_.to.find(part));
    into_[from] = into;
  }

  // Whether something that must be done before `from`, but not `into` itself,
  // can only be done after `into`.
  bool comes_around(std::size_t from, std::size_t into) const {
    std::vector<std::size_t> open;
    std::set<std::size_t> seen;
    for (const std::size_t one : before_[from]) {
      if (one != into) open.push_back(one);
    }
    while (!open.empty()) {
      const std::size_t step = open.back();
      open.pop_back();
      if (step == into) return true;
      if (!seen.insert(step).second) continue;
      open.insert(open.end(), before_[step].begin(), before_[step].end());
    }
    return false;
  }

  void link(std::size_t one, std::size_t other) {
    if (one == other) return;
    after_[one].insert(other);
    before_[other].insert(one);
  }

  void unlink(std::size_t step) {
    for (const std::size_t one : before_[step]) after_[one].erase(step);
    for (const std::size_t other : after_[step]) before_[other].erase(step);
    before_[step].clear();
    after_[step].clear();
  }

  // Steps that are folded into others leave the list.
  void write_order() {
    std::vector<std::size_t> renumbered(steps_.all.size());
    std::vector<Step> left;
    for (std::size_t i = 0; i < steps_.all.size(); ++i) {
      renumbered[i] = left.size();
      if (into_[i] == i) left.push_back(std::move(steps_.all[i]));
    }
    steps_.order.clear();
    for (std::size_t i = 0; i < after_.size(); ++i) {
      for (const std::size_t other : after_[i]) {
        steps_.order.emplace(renumbered[i], renumbered[other]);
      }
    }
    for (Places* places : {&steps_.drops, &steps_.builds}) {
      for (auto& [id, where] : *places) where = renumbered[place_now(where)];
    }
    steps_.all = std::move(left);
  }

  const Sides& sides_;
  Steps& steps_;
  std::vector<std::set<std::size_t>> before_;
  std::vector<std::set<std::size_t>> after_;
  /// Itself, for a step that is in no other.
  std::vector<std::size_t> into_;
};

}  // namespace

void fold(const Sides& sides, Steps& steps) { Folding(sides, steps).fold(); }

}  // namespace godwit::change::postgresql
