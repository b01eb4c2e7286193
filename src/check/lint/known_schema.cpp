// SPDX-License-Identifier: BSL-1.0
#include "check/lint/known_schema.h"

#include <algorithm>
#include <utility>

#include "check/lint/pragma.h"

namespace godwit::check {
namespace {

// A check needs a key even where the server makes its name.
void add_check(KnownTable& table, const Constraint& constraint) {
  const std::string key =
      constraint.name.empty() ? constraint.expression.text : constraint.name;
  table.checks[key] = {.expression = constraint.expression.text,
                       .valid = !constraint.not_valid};
}

void add_constraint(KnownTable& table, const Constraint& constraint) {
  if (constraint.kind == ConstraintKind::check) add_check(table, constraint);
  if (constraint.kind == ConstraintKind::foreign_key) {
    table.parents.insert(constraint.references);
  }
}

void add_column(KnownTable& table, const Column& column,
                std::size_t migration) {
  table.columns[column.name] = {column.type, migration};
  if (column.check) add_check(table, {.expression = *column.check});
  if (column.references) table.parents.insert(*column.references);
}

template <typename... Types>
bool is_any_of(const What& what) {
  return (std::holds_alternative<Types>(what) || ...);
}

bool takes_away(const What& what) {
  return is_any_of<DropTable, DropColumn, DropConstraint, DropIndex, DropView,
                   DropTrigger>(what);
}

}  // namespace

void KnownParts::put(const Name& name, KnownPart part) {
  erase(name);
  by_table_[part.table].insert(name);
  parts_[name] = std::move(part);
}

void KnownParts::erase(const Name& name) {
  const auto part = parts_.find(name);
  if (part == parts_.end()) return;
  by_table_[part->second.table].erase(name);
  parts_.erase(part);
}

void KnownParts::drop(const Name& table) {
  const auto names = by_table_.extract(table);
  if (names.empty()) return;
  for (const Name& name : names.mapped()) parts_.erase(name);
}

void KnownParts::rename(const Name& table, const Name& to) {
  auto names = by_table_.extract(table);
  if (names.empty()) return;
  for (const Name& name : names.mapped()) parts_.at(name).table = to;
  by_table_[to].merge(names.mapped());
}

const KnownPart* KnownParts::find(const Name& name) const {
  const auto found = parts_.find(name);
  return found == parts_.end() ? nullptr : &found->second;
}

std::vector<Name> KnownParts::of(const Name& table) const {
  const auto names = by_table_.find(table);
  if (names == by_table_.end()) return {};
  return {names->second.begin(), names->second.end()};
}

void KnownSchema::apply(const Fact& fact, std::size_t migration) {
  // The condition around it may not hold.
  if (fact.in_block && takes_away(fact.what)) return;
  std::visit([&](const auto& change) { follow(change, migration); }, fact.what);
}

void KnownSchema::follow(const CreateTable& create, std::size_t migration) {
  if (create.if_not_exists && tables_.contains(create.table)) return;
  KnownTable& made = tables_[create.table];
  made = {.migration = migration};
  for (const Column& column : create.columns) {
    add_column(made, column, migration);
  }
  for (const Constraint& constraint : create.constraints) {
    add_constraint(made, constraint);
  }
}

void KnownSchema::follow(const AddColumn& add, std::size_t migration) {
  KnownTable& table = tables_[add.table];
  const bool there = table.columns.contains(add.column.name);
  if (add.if_not_exists && there) return;
  add_column(table, add.column, migration);
}

void KnownSchema::follow(const AddConstraint& add, std::size_t) {
  add_constraint(tables_[add.table], add.constraint);
}

void KnownSchema::follow(const DropTable& drop, std::size_t) {
  tables_.erase(drop.table);
  indexes_.drop(drop.table);
  triggers_.drop(drop.table);
}

void KnownSchema::follow(const RenameTable& rename, std::size_t) {
  auto node = tables_.extract(rename.table);
  if (!node.empty()) tables_[rename.to] = std::move(node.mapped());
  for (auto& [name, table] : tables_) {
    if (table.parents.erase(rename.table) > 0) table.parents.insert(rename.to);
  }
  indexes_.rename(rename.table, rename.to);
  triggers_.rename(rename.table, rename.to);
}

void KnownSchema::follow(const RenameColumn& rename, std::size_t) {
  auto& columns = tables_[rename.table].columns;
  auto node = columns.extract(rename.column);
  if (!node.empty()) columns[rename.to] = std::move(node.mapped());
}

void KnownSchema::follow(const DropColumn& drop, std::size_t) {
  tables_[drop.table].columns.erase(drop.column);
}

void KnownSchema::follow(const ChangeColumnType& change, std::size_t) {
  tables_[change.table].columns[change.column].type = change.type;
}

void KnownSchema::follow(const DropConstraint& drop, std::size_t) {
  auto& checks = tables_[drop.table].checks;
  if (checks.erase(drop.constraint) > 0) return;
  // The server made its name up.
  std::erase_if(checks, [](const auto& check) {
    return check.first == check.second.expression;
  });
}

void KnownSchema::follow(const ValidateConstraint& validate, std::size_t) {
  auto& checks = tables_[validate.table].checks;
  const auto check = checks.find(validate.constraint);
  if (check != checks.end()) check->second.valid = true;
}

void KnownSchema::follow(const CreateIndex& create, std::size_t migration) {
  indexes_.put(create.index, {migration, create.table, create.columns});
}

void KnownSchema::follow(const DropIndex& drop, std::size_t) {
  indexes_.erase(drop.index);
}

void KnownSchema::follow(const CreateTrigger& create, std::size_t migration) {
  triggers_.put(create.trigger, {migration, create.table, {}});
}

void KnownSchema::follow(const DropTrigger& drop, std::size_t) {
  triggers_.erase(drop.trigger);
}

void KnownSchema::follow(const CreateView& create, std::size_t) {
  views_[create.view] = create.mentions;
}

void KnownSchema::follow(const DropView& drop, std::size_t) {
  views_.erase(drop.view);
}

void KnownSchema::follow(const CreateFunction& create, std::size_t) {
  if (create.steady) steady_functions_.insert(create.function.name);
}

void KnownSchema::follow(const CreateProcedure& create, std::size_t) {
  if (create.ends_transactions) {
    ending_procedures_.insert(create.procedure);
  } else {
    ending_procedures_.erase(create.procedure);
  }
}

void KnownSchema::follow(const Pragma& pragma, std::size_t) {
  if (sets_journal(pragma)) uses_wal_ = is_wal(pragma);
  if (pragma.name == "auto_vacuum" && !pragma.value.empty()) {
    vacuums_by_itself_ = !switches_auto_vacuum_off(pragma);
  }
}

const KnownTable* KnownSchema::table(const Name& name) const {
  const auto found = tables_.find(name);
  return found == tables_.end() ? nullptr : &found->second;
}

const KnownPart* KnownSchema::index(const Name& name) const {
  return indexes_.find(name);
}

const KnownColumn* KnownSchema::column(const Name& table,
                                       const std::string& column) const {
  const KnownTable* known = this->table(table);
  if (known == nullptr) return nullptr;
  const auto found = known->columns.find(column);
  return found == known->columns.end() ? nullptr : &found->second;
}

std::string KnownSchema::column_type(const Name& table,
                                     const std::string& column) const {
  const KnownColumn* known = this->column(table, column);
  return known == nullptr ? "" : known->type;
}

bool KnownSchema::steady_function(const std::string& name) const {
  return steady_functions_.contains(name);
}

bool KnownSchema::ends_transactions(const Name& procedure) const {
  return ending_procedures_.contains(procedure);
}

std::vector<Name> KnownSchema::children(const Name& table) const {
  std::vector<Name> names;
  for (const auto& [name, known] : tables_) {
    if (name != table && known.parents.contains(table)) names.push_back(name);
  }
  return names;
}

std::vector<Name> KnownSchema::indexes(const Name& table) const {
  return indexes_.of(table);
}

std::vector<Name> KnownSchema::triggers(const Name& table) const {
  return triggers_.of(table);
}

std::vector<Name> KnownSchema::views_that_mention(
    const std::string& table) const {
  std::vector<Name> names;
  for (const auto& [name, mentions] : views_) {
    if (std::find(mentions.begin(), mentions.end(), table) != mentions.end()) {
      names.push_back(name);
    }
  }
  return names;
}

}  // namespace godwit::check
