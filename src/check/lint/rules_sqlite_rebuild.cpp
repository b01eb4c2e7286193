// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "check/lint/rule.h"

// SQLite changes a table by making a new one, copying the rows, dropping the
// old one and giving the new one its name. Each step has a trap.
namespace godwit::check {
namespace {

std::string listed(const std::vector<Name>& names) {
  std::string text;
  for (const Name& name : names) {
    text += fmt::format("{}\"{}\"", text.empty() ? "" : ", ", to_string(name));
  }
  return text;
}

// The names that some fact of the kind `T` in the half says again.
template <typename T>
void leave_out(std::vector<Name>& names, const Half& half, Name T::*name) {
  if (names.empty()) return;
  for (const Fact* fact : half.lookup.all<T>()) {
    std::erase(names, as<T>(*fact)->*name);
  }
}

bool keys_switched_off(const Half& half, const Fact& before) {
  bool off = false;
  for (const Fact* fact : half.lookup.all<Pragma>()) {
    if (fact->offset >= before.offset) break;
    const auto* pragma = as<Pragma>(*fact);
    if (pragma->name != "foreign_keys") continue;
    off = pragma->value == "off" || pragma->value == "0" ||
          pragma->value == "false" || pragma->value == "no";
  }
  return off;
}

// In a transactional script Godwit itself switches the keys off.
void loses_child_rows(const Half& half, const Fact& fact, Report& report) {
  const auto* drop = as<DropTable>(fact);
  if (drop == nullptr || half.script.transactional) return;
  if (keys_switched_off(half, fact)) return;
  const std::vector<Name> children = half.schema.children(drop->table);
  if (children.empty()) return;
  report.add(fact.offset,
             fmt::format("where foreign keys are on, dropping \"{}\" first "
                         "deletes its rows, and with them rows of {}",
                         to_string(drop->table), listed(children)),
             "put PRAGMA foreign_keys = OFF before it, or leave out "
             "-- godwit: no-transaction");
}

// An index counts as made again whatever its new name is.
bool indexed_again(const Half& half, const KnownPart& index,
                   const Name& table) {
  const auto& indexes = half.lookup.about<CreateIndex>(table);
  return std::any_of(indexes.begin(), indexes.end(), [&](const Fact* fact) {
    return as<CreateIndex>(*fact)->columns == index.columns;
  });
}

void loses_parts(const Half& half, const Fact& fact, Report& report) {
  const auto* drop = as<DropTable>(fact);
  if (drop == nullptr) return;
  const auto successor = half.successor(fact);
  if (!successor) return;
  std::vector<Name> lost = half.schema.indexes(drop->table);
  std::erase_if(lost, [&](const Name& name) {
    return indexed_again(half, *half.schema.index(name), *successor);
  });
  for (Name& name : half.schema.triggers(drop->table)) {
    lost.push_back(std::move(name));
  }
  leave_out(lost, half, &CreateIndex::index);
  leave_out(lost, half, &CreateTrigger::trigger);
  if (lost.empty()) return;
  report.add(fact.offset,
             fmt::format("the new \"{}\" lacks what goes with the old one: {}",
                         to_string(*successor), listed(lost)),
             "make them again after the rename, or drop them by name");
}

bool legacy(const Half& half) {
  const auto& pragmas = half.lookup.all<Pragma>();
  return std::any_of(pragmas.begin(), pragmas.end(), [](const Fact* fact) {
    return as<Pragma>(*fact)->name == "legacy_alter_table";
  });
}

void rename_refused(const Half& half, const Fact& fact, Report& report) {
  const auto* drop = as<DropTable>(fact);
  if (drop == nullptr || legacy(half)) return;
  const auto successor = half.successor(fact);
  if (!successor || *successor != drop->table) return;
  std::vector<Name> views = half.schema.views_that_mention(drop->table.name);
  leave_out(views, half, &DropView::view);
  if (views.empty()) return;
  report.add(fact.offset,
             fmt::format("with \"{}\" gone SQLite refuses the rename, since "
                         "a view names it: {}",
                         to_string(drop->table), listed(views)),
             "drop the view before and make it again after the rename");
}

bool drops_later(const Half& half, const Fact& fact, const Name& table) {
  const auto& drops = half.lookup.about<DropTable>(table);
  return !drops.empty() && drops.back()->offset > fact.offset;
}

// Renaming the new table to the old one's name and back takes them along.
bool taken_back(const Half& half, const RenameTable& rename) {
  const auto& renames = half.lookup.about<RenameTable>(rename.table);
  return std::any_of(renames.begin(), renames.end(), [&](const Fact* back) {
    return as<RenameTable>(*back)->table == rename.to;
  });
}

// A way down is not followed, so there the order tells nothing.
bool goes(const Half& half, const Fact& fact, const Name& table) {
  return half.direction == Direction::down
             ? !half.lookup.about<DropTable>(table).empty()
             : drops_later(half, fact, table);
}

// Under its name or under another that it gets.
bool goes_too(const Half& half, const Fact& fact, const Name& table) {
  if (goes(half, fact, table)) return true;
  const auto& renames = half.lookup.all<RenameTable>();
  return std::any_of(renames.begin(), renames.end(), [&](const Fact* other) {
    const auto* rename = as<RenameTable>(*other);
    return rename->table == table && goes(half, fact, rename->to);
  });
}

bool made_before(const Half& half, const Fact& fact, const Name& table) {
  const auto& made = half.lookup.about<CreateTable>(table);
  return !made.empty() && made.front()->offset < fact.offset;
}

// The order that the manual warns of: the old table is renamed first, and takes
// the references of other tables with it.
void references_follow(const Half& half, const Fact& fact, Report& report) {
  const auto* rename = as<RenameTable>(fact);
  if (rename == nullptr || legacy(half) || taken_back(half, *rename)) return;
  if (made_before(half, fact, rename->table)) return;
  std::vector<Name> children = half.schema.children(rename->table);
  // Those that are made anew, too, lose nothing.
  std::erase_if(children,
                [&](const Name& child) { return goes_too(half, fact, child); });
  if (children.empty() || !drops_later(half, fact, rename->to)) return;
  report.add(fact.offset,
             fmt::format("the foreign keys of {} follow \"{}\" to \"{}\", "
                         "which is dropped below",
                         listed(children), to_string(rename->table),
                         to_string(rename->to)),
             "make the new table under another name, drop the old one, and "
             "rename the new one last");
}

}  // namespace

std::span<const Rule> sqlite_rebuild_rules() {
  using enum Dialect;
  static constexpr Rule rules[] = {
      {{"rebuild-loses-rows", sqlite, RuleLevel::warning,
        "dropping a table deletes rows of tables that refer to it"},
       loses_child_rows,
       nullptr,
       Halves::both},
      {{"rebuild-loses-parts", sqlite, RuleLevel::warning,
        "a table is made anew without its indexes or triggers"},
       loses_parts,
       nullptr,
       Halves::both},
      {{"rebuild-breaks-view", sqlite, RuleLevel::warning,
        "a view makes SQLite refuse the rename that ends a rebuild"},
       rename_refused,
       nullptr,
       Halves::both},
      {{"rename-takes-references", sqlite, RuleLevel::warning,
        "foreign keys follow a table that is renamed and then dropped"},
       references_follow,
       nullptr,
       Halves::both},
  };
  return rules;
}

}  // namespace godwit::check
