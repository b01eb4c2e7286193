// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>

#include <algorithm>

#include "check/lint/rule.h"

namespace godwit::check {
namespace {

// Of the facts of the kind `T` about a table, whether one behind `before` fits.
template <typename T, typename Fits>
bool any_later(const Half& half, const Fact& before, const Name& table,
               Fits fits) {
  const auto& facts = half.lookup.about<T>(table);
  return std::any_of(facts.begin(), facts.end(), [&](const Fact* fact) {
    return fact->offset > before.offset && fits(*as<T>(*fact));
  });
}

template <typename T>
bool any_later(const Half& half, const Fact& before, const Name& table) {
  return any_later<T>(half, before, table, [](const T&) { return true; });
}

// Then nobody misses it, or the loss is what is reported.
bool replaced_or_dropped(const Half& half, const Fact& fact,
                         const RenameTable& rename) {
  return any_later<CreateTable>(half, fact, rename.table) ||
         any_later<CreateView>(half, fact, rename.table) ||
         any_later<RenameTable>(half, fact, rename.table) ||
         any_later<DropTable>(half, fact, rename.to);
}

bool replaced_or_dropped(const Half& half, const Fact& fact,
                         const RenameColumn& rename) {
  return any_later<AddColumn>(half, fact, rename.table,
                              [&](const AddColumn& add) {
                                return add.column.name == rename.column;
                              }) ||
         any_later<RenameColumn>(half, fact, rename.table,
                                 [&](const RenameColumn& other) {
                                   return other.to == rename.column;
                                 }) ||
         any_later<DropColumn>(half, fact, rename.table,
                               [&](const DropColumn& drop) {
                                 return drop.column == rename.to;
                               }) ||
         any_later<DropTable>(half, fact, rename.table);
}

void rename_table(const Half& half, const Fact& fact, Report& report) {
  const auto* rename = as<RenameTable>(fact);
  if (rename == nullptr || !half.existing(rename->table)) return;
  if (replaced_or_dropped(half, fact, *rename)) return;
  report.add(fact.offset,
             fmt::format("programs that still name \"{}\" fail at once",
                         to_string(rename->table)),
             "leave a view of the old name until no release uses it");
}

void rename_column(const Half& half, const Fact& fact, Report& report) {
  const auto* rename = as<RenameColumn>(fact);
  if (rename == nullptr) return;
  if (!half.existing(rename->table, rename->column)) return;
  if (replaced_or_dropped(half, fact, *rename)) return;
  report.add(fact.offset,
             fmt::format("programs that still name the column \"{}\" fail at "
                         "once",
                         rename->column),
             "add a column of the new name, write both, and drop the old one "
             "in a later release");
}

void rename_schema(const Half&, const Fact& fact, Report& report) {
  const auto* rename = as<RenameSchema>(fact);
  if (rename == nullptr) return;
  report.add(fact.offset,
             fmt::format("programs that still name the schema \"{}\" fail at "
                         "once",
                         rename->schema.name),
             "make a new schema and move one table after the other");
}

}  // namespace

std::span<const Rule> rename_rules() {
  using enum Dialect;
  static constexpr Rule rules[] = {
      {{"rename-table", postgresql, RuleLevel::warning,
        "running programs lose a table"},
       rename_table},
      {{"rename-column", postgresql, RuleLevel::warning,
        "running programs lose a column"},
       rename_column},
      {{"rename-schema", postgresql, RuleLevel::warning,
        "running programs lose a schema"},
       rename_schema},
  };
  return rules;
}

}  // namespace godwit::check
