// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>

#include "check/lint/rule.h"

namespace godwit::check {
namespace {

void rename_table(const Half& half, const Fact& fact, Report& report) {
  const auto* rename = as<RenameTable>(fact);
  if (rename == nullptr || !half.existing(rename->table)) return;
  report.add(fact.offset,
             fmt::format("programs that still name \"{}\" fail at once",
                         to_string(rename->table)),
             "leave a view of the old name until no release uses it");
}

void rename_column(const Half& half, const Fact& fact, Report& report) {
  const auto* rename = as<RenameColumn>(fact);
  if (rename == nullptr || !half.existing(rename->table)) return;
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

constexpr Dialect postgresql = Dialect::postgresql;

constexpr Rule rules[] = {
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

}  // namespace

std::span<const Rule> rename_rules() { return rules; }

}  // namespace godwit::check
