// SPDX-License-Identifier: BSL-1.0
#include "plan/repeatable.h"

#include <algorithm>
#include <set>
#include <string>

#include "migration/stored_script.h"
#include "migration/way_back.h"
#include "plan/refusals.h"
#include "sql/made_object.h"

namespace godwit {
namespace {

using ScriptNames = std::set<std::string>;

const AppliedMigration* row_of(const Migration& script,
                               const RecordedHistory& history) {
  return history.find_script(MigrationKind::repeatable, script.name);
}

/// These and all that use them, by themselves or by way of others.
ScriptNames with_users(const MigrationSet& migrations, ScriptNames names) {
  // Each stands behind what it uses.
  for (const Migration& one : migrations.repeatable()) {
    const bool uses =
        std::any_of(one.uses.begin(), one.uses.end(),
                    [&](const auto& used) { return names.contains(used); });
    if (uses) names.insert(one.name);
  }
  return names;
}

/// How a repeatable script is undone as it was applied: that is in the history;
/// what the set has of the same text may have been mended since.
struct WayBack {
  const Script* script = nullptr;
  std::shared_ptr<const StoredScript> stored = {};
};

Result<WayBack> way_back_of(const AppliedMigration& row,
                            const Migration* script, Dialect dialect) {
  const bool same = script != nullptr && script->checksum == row.checksum;
  if (same && script->down) return WayBack{.script = &*script->down};
  if (!row.down_sql) return WayBack{};
  auto stored = read_stored_script(*row.down_sql, row.name, dialect);
  if (!stored) return std::move(stored).error();
  return WayBack{.script = &(*stored)->script, .stored = *stored};
}

/// Which repeatable scripts a plan undoes on its way.
class Undoing {
 public:
  Undoing(const MigrationSet& migrations, const RecordedHistory& history)
      : migrations_(migrations), history_(history) {}

  bool has_undone(const std::string& name) const {
    return undone_.contains(name);
  }

  /// These and their users, which come first; what is not in the database need
  /// not be undone, and a user without a way down may well stand it. One of
  /// `wanted` must have one.
  Result<void> undo(const ScriptNames& wanted, ScriptNames others, Step& with) {
    others.insert(wanted.begin(), wanted.end());
    const ScriptNames names = with_users(migrations_, std::move(others));
    const auto all = migrations_.repeatable();
    for (auto one = all.rbegin(); one != all.rend(); ++one) {
      const AppliedMigration* row = row_of(*one, history_);
      if (row == nullptr || !names.contains(one->name)) continue;
      if (undone_.contains(one->name)) continue;
      auto back = way_back_of(*row, &*one, migrations_.dialect());
      if (!back) return std::move(back).error();
      if (back->script == nullptr) {
        if (wanted.contains(one->name)) return cannot_rebuild(*one, with);
        continue;
      }
      undone_.insert(one->name);
      with.before.push_back({.name = one->name,
                             .script = back->script,
                             .stored = std::move(back->stored),
                             .undoes = true});
    }
    return {};
  }

 private:
  const MigrationSet& migrations_;
  const RecordedHistory& history_;
  ScriptNames undone_;
};

/// With another text than it was applied with, of which nothing must be left
/// when it runs.
bool must_be_undone(const Migration& script, const RecordedHistory& history,
                    Dialect dialect) {
  const AppliedMigration* row = row_of(script, history);
  return row != nullptr && row->down_sql && row->checksum != script.checksum &&
         !replaces_what_it_made(script.up, dialect);
}

ScriptNames names_to_undo_first(const MigrationSet& migrations,
                                const RecordedHistory& history) {
  ScriptNames names;
  for (const Migration& one : migrations.repeatable()) {
    if (must_be_undone(one, history, migrations.dialect())) {
      names.insert(one.name);
    }
  }
  return names;
}

ScriptNames named(const std::vector<std::string>& names) {
  return {names.begin(), names.end()};
}

/// Those that name a table which this script alters or drops.
ScriptNames standing_on(const MigrationSet& migrations, const Script& script) {
  ScriptNames names;
  if (script.language == Language::cpp) return names;
  const auto tables = sql::changed_tables(script.text, migrations.dialect());
  for (const Migration& one : migrations.repeatable()) {
    const auto mentioned = sql::names_in(one.up.text, migrations.dialect());
    const bool stands = std::any_of(
        tables.begin(), tables.end(),
        [&](const auto& table) { return mentioned.contains(table); });
    if (stands) names.insert(one.name);
  }
  return names;
}

}  // namespace

bool is_current(const Migration& script, const RecordedHistory& history) {
  const AppliedMigration* row = row_of(script, history);
  return row != nullptr && row->checksum == script.checksum;
}

Result<void> add_repeatable(const MigrationSet& migrations,
                            const RecordedHistory& history,
                            Numbering& numbering, Plan& plan) {
  Undoing undoing(migrations, history);
  for (Step& step : plan.steps) {
    auto undone = undoing.undo(named(step.migration->rebuilds), {}, step);
    if (!undone) return undone;
  }
  ScriptNames first;
  if (plan.completes_set) first = names_to_undo_first(migrations, history);
  for (const Migration& script : migrations.repeatable()) {
    Step step{.kind = MigrationKind::repeatable,
              .name = script.name,
              .migration = &script};
    // With the first that runs, of which all are users.
    const bool changed = plan.completes_set && !is_current(script, history);
    if (changed && first.contains(script.name)) {
      if (auto undone = undoing.undo({}, first, step); !undone) return undone;
    }
    if (!changed && !undoing.has_undone(script.name)) continue;
    step.recorded =
        row_of(script, history) != nullptr && !undoing.has_undone(script.name);
    numbering.apply_to(step);
    plan.steps.push_back(std::move(step));
  }
  return {};
}

Result<void> undo_repeatable_with(const MigrationSet& migrations,
                                  const RecordedHistory& history, Plan& plan) {
  // Long sets have no ways down read for nothing.
  if (history.scripts.empty()) return {};
  Undoing undoing(migrations, history);
  for (Step& step : plan.steps) {
    ScriptNames wanted;
    if (step.migration != nullptr) wanted = named(step.migration->rebuilds);
    auto undone =
        undoing.undo(wanted, standing_on(migrations, step.script()), step);
    if (!undone) return undone;
  }
  return {};
}

Result<void> undo_all_repeatable(const MigrationSet& migrations,
                                 const RecordedHistory& history, Plan& plan) {
  std::vector<Step> steps;
  for (auto row = history.scripts.rbegin(); row != history.scripts.rend();
       ++row) {
    if (row->kind != MigrationKind::repeatable) continue;
    const Migration* script = migrations.find_repeatable(row->name);
    auto back = way_back_of(*row, script, migrations.dialect());
    if (!back) return std::move(back).error();
    if (back->script == nullptr) return repeatable_stays(*row, script);
    steps.push_back({.direction = Direction::down,
                     .kind = MigrationKind::repeatable,
                     .name = row->name,
                     .migration = script,
                     .stored = std::move(back->stored),
                     .sequence = row->sequence,
                     .batch = row->batch});
  }
  plan.steps.insert(plan.steps.begin(), std::make_move_iterator(steps.begin()),
                    std::make_move_iterator(steps.end()));
  return {};
}

}  // namespace godwit
