// SPDX-License-Identifier: BSL-1.0
#include "check/lint/known_schema.h"

#include <algorithm>
#include <type_traits>
#include <utility>

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

void add_column(KnownTable& table, const Column& column) {
  table.columns[column.name] = column.type;
  if (column.references) table.parents.insert(*column.references);
}

std::vector<Name> parts_of(const std::map<Name, KnownPart>& parts,
                           const Name& table) {
  std::vector<Name> names;
  for (const auto& [name, part] : parts) {
    if (part.table == table) names.push_back(name);
  }
  return names;
}

void rename_parts(std::map<Name, KnownPart>& parts, const RenameTable& rename) {
  for (auto& [name, part] : parts) {
    if (part.table == rename.table) part.table = rename.to;
  }
}

void drop_parts(std::map<Name, KnownPart>& parts, const Name& table) {
  std::erase_if(parts,
                [&](const auto& part) { return part.second.table == table; });
}

}  // namespace

void KnownSchema::apply(const What& what, std::size_t migration) {
  std::visit(
      [&](const auto& change) {
        using Change = std::decay_t<decltype(change)>;
        if constexpr (std::is_same_v<Change, CreateTable>) {
          make(change, migration);
        } else if constexpr (std::is_same_v<Change, AddColumn> ||
                             std::is_same_v<Change, AddConstraint>) {
          add(change);
        } else if constexpr (std::is_same_v<Change, DropTable>) {
          drop(change.table);
        } else if constexpr (std::is_same_v<Change, RenameTable> ||
                             std::is_same_v<Change, RenameColumn>) {
          rename(change);
        } else if constexpr (std::is_same_v<Change, DropColumn>) {
          tables_[change.table].columns.erase(change.column);
        } else if constexpr (std::is_same_v<Change, ChangeColumnType>) {
          tables_[change.table].columns[change.column] = change.type;
        } else if constexpr (std::is_same_v<Change, DropConstraint>) {
          tables_[change.table].checks.erase(change.constraint);
        } else if constexpr (std::is_same_v<Change, ValidateConstraint>) {
          validate(change);
        } else if constexpr (std::is_same_v<Change, CreateIndex>) {
          indexes_[change.index] = {migration, change.table, change.columns};
        } else if constexpr (std::is_same_v<Change, DropIndex>) {
          indexes_.erase(change.index);
        } else if constexpr (std::is_same_v<Change, CreateTrigger>) {
          triggers_[change.trigger] = {migration, change.table, {}};
        } else if constexpr (std::is_same_v<Change, DropTrigger>) {
          triggers_.erase(change.trigger);
        } else if constexpr (std::is_same_v<Change, CreateView>) {
          views_[change.view] = change.mentions;
        } else if constexpr (std::is_same_v<Change, DropView>) {
          views_.erase(change.view);
        } else if constexpr (std::is_same_v<Change, CreateType>) {
          types_[change.type] = migration;
        } else if constexpr (std::is_same_v<Change, CreateFunction>) {
          if (change.steady) steady_functions_.insert(change.function.name);
        }
      },
      what);
}

void KnownSchema::make(const CreateTable& create, std::size_t migration) {
  // IF NOT EXISTS of a table that is there changes nothing.
  const auto [made, is_new] =
      tables_.try_emplace(create.table, KnownTable{.migration = migration});
  if (!is_new) return;
  for (const Column& column : create.columns) add_column(made->second, column);
  for (const Constraint& constraint : create.constraints) {
    add_constraint(made->second, constraint);
  }
}

void KnownSchema::add(const AddColumn& add) {
  add_column(tables_[add.table], add.column);
}

void KnownSchema::add(const AddConstraint& add) {
  add_constraint(tables_[add.table], add.constraint);
}

void KnownSchema::drop(const Name& table) {
  tables_.erase(table);
  drop_parts(indexes_, table);
  drop_parts(triggers_, table);
}

void KnownSchema::rename(const RenameTable& rename) {
  auto node = tables_.extract(rename.table);
  if (!node.empty()) tables_[rename.to] = std::move(node.mapped());
  for (auto& [name, table] : tables_) {
    if (table.parents.erase(rename.table) > 0) table.parents.insert(rename.to);
  }
  rename_parts(indexes_, rename);
  rename_parts(triggers_, rename);
}

void KnownSchema::rename(const RenameColumn& rename) {
  auto& columns = tables_[rename.table].columns;
  auto node = columns.extract(rename.column);
  if (!node.empty()) columns[rename.to] = std::move(node.mapped());
}

void KnownSchema::validate(const ValidateConstraint& validate) {
  auto& checks = tables_[validate.table].checks;
  const auto check = checks.find(validate.constraint);
  if (check != checks.end()) check->second.valid = true;
}

const KnownTable* KnownSchema::table(const Name& name) const {
  const auto found = tables_.find(name);
  return found == tables_.end() ? nullptr : &found->second;
}

const KnownPart* KnownSchema::index(const Name& name) const {
  const auto found = indexes_.find(name);
  return found == indexes_.end() ? nullptr : &found->second;
}

std::string KnownSchema::column_type(const Name& table,
                                     const std::string& column) const {
  const KnownTable* known = this->table(table);
  if (known == nullptr) return {};
  const auto found = known->columns.find(column);
  return found == known->columns.end() ? "" : found->second;
}

std::optional<std::size_t> KnownSchema::type_made_in(const Name& type) const {
  const auto found = types_.find(type);
  if (found == types_.end()) return std::nullopt;
  return found->second;
}

bool KnownSchema::steady_function(const std::string& name) const {
  return steady_functions_.contains(name);
}

std::vector<Name> KnownSchema::children(const Name& table) const {
  std::vector<Name> names;
  for (const auto& [name, known] : tables_) {
    if (name != table && known.parents.contains(table)) names.push_back(name);
  }
  return names;
}

std::vector<Name> KnownSchema::indexes(const Name& table) const {
  return parts_of(indexes_, table);
}

std::vector<Name> KnownSchema::triggers(const Name& table) const {
  return parts_of(triggers_, table);
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
