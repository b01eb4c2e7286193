// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "check/lint/rule.h"
#include "migration/skeleton.h"

namespace godwit::check {
namespace {

bool nothing_to_undo(const Migration& migration) {
  return migration.reversible() || !migration.irreversible.empty() ||
         migration.up.statements.empty();
}

// A set that never goes back made that choice once; one that mostly does has
// forgotten something.
bool goes_back(const MigrationSet& set) {
  const auto all = set.all();
  return std::any_of(all.begin(), all.end(),
                     [](const Migration& each) { return each.reversible(); });
}

void missing_down(const Half& half, Report& report) {
  if (nothing_to_undo(half.migration) || !goes_back(half.set)) return;
  report.add(half.script.statements.front().begin,
             "the migration has no way down, and others of its set have one",
             "write a down half, or -- godwit: irreversible <reason>");
}

std::string lost_by(const Half& half, const Fact& fact) {
  if (const auto* drop = as<DropTable>(fact)) {
    const bool lost = half.existing(drop->table) && !half.successor(fact);
    return lost ? fmt::format("the rows of \"{}\"", to_string(drop->table))
                : "";
  }
  if (const auto* drop = as<DropColumn>(fact)) {
    if (!half.existing(drop->table, drop->column)) return "";
    return fmt::format("the values of \"{}\"", drop->column);
  }
  if (const auto* truncate = as<Truncate>(fact)) {
    if (!half.existing(truncate->table)) return "";
    return fmt::format("the rows of \"{}\"", to_string(truncate->table));
  }
  if (const auto* change = as<ChangeRows>(fact)) {
    const bool lost =
        change->deletes && !change->where && half.existing(change->table);
    return lost ? fmt::format("the rows of \"{}\"", to_string(change->table))
                : "";
  }
  return "";
}

void down_cannot_undo(const Half& half, const Fact& fact, Report& report) {
  if (!half.migration.reversible()) return;
  const std::string lost = lost_by(half, fact);
  if (lost.empty()) return;
  report.add(fact.offset,
             fmt::format("the down half cannot bring back {}", lost),
             "replace the down half by -- godwit: irreversible <reason>, or "
             "keep the data elsewhere");
}

void empty_down(const Half& half, Report& report) {
  const Migration& migration = half.migration;
  const bool undoes_nothing = migration.reversible() &&
                              migration.down->statements.empty() &&
                              !migration.up.statements.empty();
  if (!undoes_nothing) return;
  report.add(half.script.statements.front().begin,
             "the down half has no statement, so nothing of this is undone",
             "write the way back, or -- godwit: irreversible <reason> instead "
             "of a down half");
}

void unwritten(const Half& half, Report& report) {
  const auto at = find_skeleton(half.script);
  if (!at) return;
  report.add(*at,
             "the migration is still as create wrote it, and up refuses it",
             "write what it changes, or remove the file; if nothing is to run, "
             "remove this comment");
}

}  // namespace

std::span<const Rule> down_rules() {
  static constexpr Rule rules[] = {
      {{"unwritten",
        {},
        RuleLevel::warning,
        "an up half that is still as create wrote it"},
       nullptr,
       unwritten},
      {{"missing-down",
        {},
        RuleLevel::warning,
        "a migration without a way down in a set that has them"},
       nullptr,
       missing_down},
      {{"empty-down",
        {},
        RuleLevel::warning,
        "a down half without a statement"},
       nullptr,
       empty_down},
      {{"down-cannot-undo",
        {},
        RuleLevel::warning,
        "a down half for an up half that loses data"},
       down_cannot_undo},
  };
  return rules;
}

}  // namespace godwit::check
