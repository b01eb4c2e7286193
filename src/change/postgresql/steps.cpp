// SPDX-License-Identifier: BSL-1.0
#include "change/postgresql/steps.h"

#include "change/postgresql/carriers.h"
#include "change/postgresql/facets.h"
#include "change/postgresql/name_space.h"

namespace godwit::change::postgresql {
namespace {

/// Finds the steps, and what comes before what.
class Stepping {
 public:
  Stepping(const Sides& sides, const Decisions& decisions)
      : sides_(sides), decisions_(decisions) {}

  Steps steps() {
    for (const auto& [id, decision] : decisions_) add_steps(id, decision);
    for (const auto& [id, decision] : decisions_) find_carriers(id, decision);
    for (const auto& need : sides_.from.needs) order_drop(need);
    for (const auto& need : sides_.to.needs) order_build(need);
    for (const auto& [id, decision] : decisions_) order_alone(id, decision);
    for (const auto& [id, decision] : decisions_) order_swap(id, decision);
    for (const auto& [id, decision] : decisions_) order_logging(id, decision);
    return std::move(steps_);
  }

 private:
  void add_steps(const Identity& id, const Decision& decision) {
    const auto add = [&](Step::Verb verb, Places& places) {
      places[id] = steps_.all.size();
      steps_.all.push_back({.verb = verb, .id = id});
    };
    if (is_dropped(decision.fate) &&
        !carrier_of_drop(sides_, decisions_, *decision.before)) {
      add(Step::Verb::drop, steps_.drops);
    }
    if (is_made(decision.fate) &&
        !carrier_of_creation(sides_, decisions_, *decision.after)) {
      add(Step::Verb::create, steps_.builds);
    }
    if (decision.fate == Fate::swap && id.kind == Kind::table) {
      add(Step::Verb::drop, steps_.drops);
    }
    if (decision.fate == Fate::swap ||
        (decision.fate == Fate::alter && !decision.operations.empty())) {
      add(Step::Verb::alter, steps_.builds);
    }
  }

  void find_carriers(const Identity& id, const Decision& decision) {
    if (is_dropped(decision.fate)) drop_place(id, 0);
    if (is_made(decision.fate)) build_place(id, 0);
  }

  static constexpr int deepest = 8;

  std::optional<std::size_t> drop_place(const Identity& id, int depth) {
    if (const auto found = place(steps_.drops, id)) return found;
    const auto decision = decisions_.find(id);
    if (depth > deepest || decision == decisions_.end()) return {};
    if (!is_dropped(decision->second.fate)) return place(steps_.builds, id);
    const auto carrier =
        carrier_of_drop(sides_, decisions_, *decision->second.before);
    if (!carrier) return {};
    const auto found = drop_place(*carrier, depth + 1);
    if (found) steps_.drops[id] = *found;
    return found;
  }

  std::optional<std::size_t> build_place(const Identity& id, int depth) {
    if (const auto found = place(steps_.builds, id)) return found;
    const auto decision = decisions_.find(id);
    if (depth > deepest || decision == decisions_.end()) return {};
    if (!is_made(decision->second.fate)) return {};
    const auto carrier =
        carrier_of_creation(sides_, decisions_, *decision->second.after);
    if (!carrier) return {};
    const auto found = build_place(*carrier, depth + 1);
    if (found) steps_.builds[id] = *found;
    return found;
  }

  static std::optional<std::size_t> place(const Places& places,
                                          const Identity& id) {
    const auto found = places.find(id);
    if (found == places.end()) return {};
    return found->second;
  }

  void before(std::optional<std::size_t> one,
              std::optional<std::size_t> other) {
    if (!one || !other || *one == *other) return;
    if (!ends_what_begins(*one, *other)) steps_.order.emplace(*one, *other);
  }

  // The old table goes after the new one is made, and so do its parts.
  bool ends_what_begins(std::size_t one, std::size_t other) const {
    return steps_.all[one].id == steps_.all[other].id &&
           steps_.all[one].verb == Step::Verb::drop &&
           steps_.all[other].verb == Step::Verb::alter;
  }

  Fate fate_of(const Identity& id) const {
    const auto found = decisions_.find(id);
    return found != decisions_.end() ? found->second.fate : Fate::keep;
  }

  // What needs something goes before it does, or before it is changed; and is
  // changed so that it does not need it before it goes.
  void order_drop(const std::pair<Identity, Identity>& need) {
    const auto& [needing, needed] = need;
    if (is_dropped(fate_of(needing))) {
      const auto one = place(steps_.drops, needing);
      before(one, place(steps_.drops, needed));
      if (!is_made(fate_of(needed))) before(one, place(steps_.builds, needed));
      return;
    }
    const auto one = place(steps_.builds, needing);
    before(one, place(steps_.drops, needed));
    if (fate_of(needed) == Fate::swap && !sides_.to.needs.contains(need)) {
      before(one, place(steps_.builds, needed));
    }
  }

  // A partition has an index before the whole table gets it.
  bool is_part_of_partition(const Identity& one, const Identity& other) const {
    const auto is_key = [](const Identity& id) {
      return id.kind == Kind::index || id.kind == Kind::constraint;
    };
    return is_key(one) && is_key(other) && one.table != other.table &&
           sides_.to.find(one)->aspect("kind") != "f";
  }

  void order_build(const std::pair<Identity, Identity>& need) {
    auto one = place(steps_.builds, need.first);
    auto other = place(steps_.builds, need.second);
    if (is_part_of_partition(need.first, need.second)) {
      const Identity table{Kind::partition, need.first.schema, "",
                           need.first.table};
      if (is_made(fate_of(table))) return;
      std::swap(one, other);
    }
    before(other, one);
  }

  // Before something is made, what has its name is gone.
  void order_alone(const Identity& id, const Decision& decision) {
    if (!is_made(decision.fate)) return;
    const auto made = place(steps_.builds, id);
    before(place(steps_.drops, id), made);
    for (const Identity& other : names_.of(sides_.from, *decision.after)) {
      before(place(steps_.drops, other), made);
    }
  }

  // A table is made, gets its partitions, then its rows, and then all that rows
  // have to keep to. Statements that name the old one come before that.
  void order_swap(const Identity& id, const Decision& decision) {
    if (decision.fate != Fate::swap || id.kind != Kind::table) return;
    const auto begin = place(steps_.builds, id);
    const auto end = place(steps_.drops, id);
    before(begin, end);
    for (const auto& [needing, needed] : sides_.from.needs) {
      if (is_of(needed, id) && needing.kind == Kind::partition) {
        before(place(steps_.drops, needing), begin);
      }
    }
    for (const auto& [needing, needed] : sides_.to.needs) {
      if (!is_of(needed, id)) continue;
      const auto made = place(steps_.builds, needing);
      if (made == begin) continue;
      if (needing.kind == Kind::partition && needing.name != id.name) {
        before(made, end);
      } else {
        before(end, made);
      }
    }
  }

  // A logged table cannot refer to an unlogged one, not even for a moment.
  void order_logging(const Identity& id, const Decision& decision) {
    for (const Fact* fact : {decision.before, decision.after}) {
      if (fact == nullptr || fact->aspect("kind") != "f") continue;
      const Identity table{Kind::table, id.schema, "", id.table};
      const Model& model = fact == decision.before ? sides_.from : sides_.to;
      for (const Identity& column : needed(model, id, Kind::column)) {
        const Identity other{Kind::table, column.schema, "", column.table};
        if (other != table) order_logging_of_both(id, table, other);
      }
    }
  }

  void order_logging_of_both(const Identity& key, const Identity& table,
                             const Identity& other) {
    const auto one = place_of_logging(table);
    const auto second = place_of_logging(other);
    for (const auto& change : {one, second}) {
      before(place(steps_.drops, key), change);
      before(change, place(steps_.builds, key));
    }
    const Fate fate = fate_of(key);
    if (!one || !second || is_dropped(fate) || is_made(fate)) return;
    const bool logged =
        decisions_.at(table).after->aspect("persistence").empty();
    before(logged ? second : one, logged ? one : second);
  }

  // Absent: it stays as it is.
  std::optional<std::size_t> place_of_logging(const Identity& table) const {
    const auto found = decisions_.find(table);
    if (found == decisions_.end() || found->second.fate != Fate::alter) {
      return {};
    }
    const Decision& decision = found->second;
    if (!differs(*decision.before, *decision.after, "persistence")) return {};
    return place(steps_.builds, table);
  }

  static bool is_of(const Identity& needed, const Identity& table) {
    return needed == table ||
           (needed.kind == Kind::column && needed.schema == table.schema &&
            needed.table == table.name);
  }

  const Sides& sides_;
  const Decisions& decisions_;
  Steps steps_;
  NameSpace names_;
};

}  // namespace

Steps steps_of(const Sides& sides, const Decisions& decisions) {
  return Stepping(sides, decisions).steps();
}

}  // namespace godwit::change::postgresql
