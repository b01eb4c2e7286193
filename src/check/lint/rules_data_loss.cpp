// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>

#include "check/lint/rule.h"

namespace godwit::check {
namespace {

void drop_table(const Half& half, const Fact& fact, Report& report) {
  const auto* drop = as<DropTable>(fact);
  if (drop == nullptr || !half.existing(drop->table)) return;
  if (half.successor(fact)) return;
  report.add(fact.offset,
             fmt::format("DROP TABLE loses all rows of \"{}\"",
                         to_string(drop->table)),
             "drop it in a release after the last one that uses it, and say "
             "so with -- godwit: allow drop-table <reason>");
}

void drop_column(const Half& half, const Fact& fact, Report& report) {
  const auto* drop = as<DropColumn>(fact);
  if (drop == nullptr || !half.existing(drop->table, drop->column)) return;
  report.add(fact.offset,
             fmt::format("DROP COLUMN loses \"{}\" of every row of \"{}\", and "
                         "programs that still name it fail",
                         drop->column, to_string(drop->table)),
             "drop it in a release after the last one that uses it, and say "
             "so with -- godwit: allow drop-column <reason>");
}

void drop_schema(const Half&, const Fact& fact, Report& report) {
  const auto* drop = as<DropSchema>(fact);
  if (drop == nullptr) return;
  report.add(fact.offset,
             fmt::format("DROP SCHEMA \"{}\" may lose tables and their rows",
                         drop->schema.name),
             "drop the tables one by one, so that each loss is seen");
}

void drop_database(const Half&, const Fact& fact, Report& report) {
  const auto* drop = as<DropDatabase>(fact);
  if (drop == nullptr) return;
  report.add(fact.offset,
             fmt::format("DROP DATABASE loses everything in \"{}\"",
                         drop->database.name),
             "leave databases to those who run the server");
}

void drop_cascade(const Half&, const Fact& fact, Report& report) {
  const auto* drop = as<DropDependents>(fact);
  if (drop == nullptr) return;
  report.add(fact.offset,
             fmt::format("CASCADE also drops what depends on {} {}, whatever "
                         "that is on the server",
                         drop->kind, drop->name),
             "drop what depends on it by name, then leave out CASCADE");
}

void truncate(const Half& half, const Fact& fact, Report& report) {
  const auto* truncate = as<Truncate>(fact);
  if (truncate == nullptr) return;
  if (!half.existing(truncate->table) && !truncate->cascade) return;
  report.add(
      fact.offset,
      fmt::format(
          "TRUNCATE loses all rows of \"{}\"{}", to_string(truncate->table),
          truncate->cascade ? " and of every table that refers to it" : ""),
      truncate->cascade ? "name the tables and leave out CASCADE"
                        : "delete the rows that are meant with a condition");
}

void delete_all_rows(const Half& half, const Fact& fact, Report& report) {
  const auto* change = as<ChangeRows>(fact);
  if (change == nullptr || !change->deletes || change->where) return;
  if (!half.existing(change->table)) return;
  report.add(fact.offset,
             fmt::format("DELETE without WHERE loses all rows of \"{}\"",
                         to_string(change->table)),
             "say with WHERE which rows are meant");
}

}  // namespace

std::span<const Rule> data_loss_rules() {
  static constexpr Rule rules[] = {
      {{"drop-table",
        {},
        RuleLevel::warning,
        "a table is dropped with its rows"},
       drop_table},
      {{"drop-column",
        {},
        RuleLevel::warning,
        "a column is dropped with its values"},
       drop_column},
      {{"drop-schema", Dialect::postgresql, RuleLevel::warning,
        "a schema is dropped"},
       drop_schema},
      {{"drop-database", Dialect::postgresql, RuleLevel::warning,
        "a database is dropped"},
       drop_database,
       nullptr,
       Halves::both},
      {{"drop-cascade", Dialect::postgresql, RuleLevel::warning,
        "objects that the script does not name are dropped"},
       drop_cascade},
      {{"truncate", Dialect::postgresql, RuleLevel::warning,
        "a table is emptied"},
       truncate},
      {{"delete-all-rows",
        {},
        RuleLevel::warning,
        "a table is emptied by DELETE without WHERE"},
       delete_all_rows},
  };
  return rules;
}

}  // namespace godwit::check
