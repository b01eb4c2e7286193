// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "check/lint/column_type.h"
#include "check/lint/rule.h"
#include "check/lint/volatile_call.h"
#include "schema/column_type.h"

namespace godwit::check {
namespace {

using schema::read_column_type;

constexpr std::string_view rewriting =
    "writes every row of \"{}\" anew while reads and writes wait "
    "(ACCESS EXCLUSIVE lock)";

std::string rewrite_of(const Name& table) {
  return fmt::format(rewriting, to_string(table));
}

// Null: the fact adds none, or to a table that nobody uses yet.
const AddColumn* added(const Half& half, const Fact& fact) {
  const auto* add = as<AddColumn>(fact);
  return add != nullptr && half.existing(add->table) ? add : nullptr;
}

bool fills_itself(const Column& column) {
  return column.identity || is_serial(column.type) ||
         column.generated != Generated::no;
}

bool is_null(const Expression& value) { return value.text == "null"; }

void volatile_default(const Half& half, const Fact& fact, Report& report) {
  const AddColumn* add = added(half, fact);
  if (add == nullptr || !add->column.default_value) return;
  const std::string call =
      volatile_call(*add->column.default_value, half.schema);
  if (call.empty()) return;
  report.add(
      fact.offset,
      fmt::format("a default that calls {}() {}", call, rewrite_of(add->table)),
      "add the column without a default, set the default with a second "
      "ALTER TABLE, and fill old rows in batches");
}

void old_default(const Half& half, const Fact& fact, Report& report) {
  const AddColumn* add = added(half, fact);
  if (add == nullptr || half.server_version >= 11) return;
  if (!add->column.default_value || is_null(*add->column.default_value)) return;
  report.add(
      fact.offset,
      fmt::format("a default {} before PostgreSQL 11", rewrite_of(add->table)),
      "add the column without a default, or require a newer server "
      "with -- godwit: requires postgresql >= 11");
}

void generated(const Half& half, const Fact& fact, Report& report) {
  const AddColumn* add = added(half, fact);
  if (add == nullptr || add->column.generated != Generated::stored) return;
  report.add(
      fact.offset,
      fmt::format("a stored generated column {}", rewrite_of(add->table)),
      "add a plain column that a trigger fills, and fill old rows in "
      "batches");
}

void serial(const Half& half, const Fact& fact, Report& report) {
  const AddColumn* add = added(half, fact);
  if (add == nullptr) return;
  const bool identity = add->column.identity;
  if (!identity && !is_serial(add->column.type)) return;
  report.add(fact.offset,
             fmt::format("{} column {}", identity ? "an identity" : "a serial",
                         rewrite_of(add->table)),
             "add a plain bigint column, fill it in batches, and make it an "
             "identity when it is full");
}

void json(const Half& half, const Fact& fact, Report& report) {
  const AddColumn* add = added(half, fact);
  if (add == nullptr || add->column.type != "json") return;
  report.add(fact.offset,
             fmt::format("type json has no equality, so SELECT DISTINCT on "
                         "\"{}\" fails from now on",
                         to_string(add->table)),
             "use jsonb");
}

bool has_value(const Column& column) {
  const bool defaulted =
      column.default_value && !is_null(*column.default_value);
  return defaulted || fills_itself(column);
}

void required(const Half& half, const Fact& fact, Report& report) {
  const AddColumn* add = added(half, fact);
  if (add == nullptr || has_value(add->column)) return;
  if (!add->column.not_null && !add->column.primary_key) return;
  report.add(fact.offset,
             fmt::format("a NOT NULL column without a default fails where "
                         "\"{}\" has rows, and programs that do not "
                         "fill it can no longer insert",
                         to_string(add->table)),
             "give it a default, or add it without NOT NULL and fill it first");
}

std::string type_change(const std::string& from, const std::string& to) {
  return from.empty() ? fmt::format("to {}", to)
                      : fmt::format("from {} to {}", from, to);
}

// PostgreSQL makes a check again whose column has a new type.
bool checked(const Half& half, const ChangeColumnType& change) {
  const KnownTable* table = half.schema.table(change.table);
  if (table == nullptr) return false;
  const std::string word = " " + change.column + " ";
  return std::any_of(
      table->checks.begin(), table->checks.end(), [&](const auto& check) {
        return check.second.valid &&
               check.second.expression.find(word) != std::string::npos;
      });
}

void change_checked_type(const Half& half, const Fact& fact,
                         const ChangeColumnType& change, Report& report) {
  if (!checked(half, change)) return;
  report.add(fact.offset,
             fmt::format("a new type of \"{}\" checks every row of \"{}\" "
                         "again, since a check constraint names it, while "
                         "reads and writes wait (ACCESS EXCLUSIVE lock)",
                         change.column, to_string(change.table)),
             "drop the check before, add it NOT VALID after, and VALIDATE "
             "CONSTRAINT in a later migration",
             TableWork::reads);
}

// The last one before a statement, as far as it is plain what it is.
const Setting* setting_before(const Half& half, const Fact& before,
                              std::string_view name) {
  const Setting* last = nullptr;
  for (const Fact* fact : half.lookup.all<Setting>()) {
    if (fact->offset >= before.offset) break;
    const auto* setting = as<Setting>(*fact);
    if (!setting->name.empty() && setting->name != name) continue;
    const bool lost = setting->local && !half.script.transactional;
    if (!lost) last = fact->in_block ? nullptr : setting;
  }
  return last;
}

bool runs_in_utc(const Half& half, const Fact& fact) {
  constexpr std::string_view names[] = {
      "utc",     "gmt",     "uct",     "zulu",          "universal",
      "etc/utc", "etc/gmt", "etc/uct", "etc/universal", "0"};
  const Setting* setting = setting_before(half, fact, "timezone");
  return setting != nullptr && !setting->reset &&
         std::find(std::begin(names), std::end(names), setting->value) !=
             std::end(names);
}

// Since PostgreSQL 12 only the type of such values is another one.
bool utc_keeps_values(const Half& half, const std::string& from,
                      const std::string& to) {
  const bool limited = to.find('(') != to.npos;
  constexpr std::string_view with_zone = "timestamp with time zone";
  constexpr std::string_view without = "timestamp without time zone";
  const std::string old_base = read_column_type(from).base;
  const std::string new_base = read_column_type(to).base;
  const bool zone = (old_base == without && new_base == with_zone) ||
                    (old_base == with_zone && new_base == without);
  return zone && !limited && half.server_version >= 12;
}

void change_type(const Half& half, const Fact& fact, Report& report) {
  const auto* change = as<ChangeColumnType>(fact);
  if (change == nullptr || !half.existing(change->table)) return;
  const std::string from =
      half.schema.column_type(change->table, change->column);
  const bool depends_on_zone =
      !change->converts && utc_keeps_values(half, from, change->type);
  const bool keeps_values = widens(from, change->type) ||
                            (depends_on_zone && runs_in_utc(half, fact));
  if (!change->converts && keeps_values) {
    change_checked_type(half, fact, *change, report);
    return;
  }
  if (depends_on_zone) {
    report.add(fact.offset,
               fmt::format("changing \"{}\" {} {} unless the session is in "
                           "UTC",
                           change->column, type_change(from, change->type),
                           rewrite_of(change->table)),
               "if the values are in UTC, put SET LOCAL timezone = 'UTC' "
               "before it, and nothing is written");
    return;
  }
  report.add(
      fact.offset,
      fmt::format("changing \"{}\" {} {}", change->column,
                  type_change(from, change->type), rewrite_of(change->table)),
      "add a column of the new type, fill it in batches, let programs "
      "move over, and drop the old one later");
}

// A valid CHECK (column IS NOT NULL) says what SET NOT NULL would look for.
bool proved_not_null(const Half& half, const SetNotNull& set) {
  const KnownTable* table = half.schema.table(set.table);
  if (table == nullptr || half.server_version < 12) return false;
  const std::string proof = "( " + set.column + " is not null )";
  return std::any_of(
      table->checks.begin(), table->checks.end(), [&](const auto& check) {
        return check.second.valid && check.second.expression == proof;
      });
}

void set_not_null(const Half& half, const Fact& fact, Report& report) {
  const auto* set = as<SetNotNull>(fact);
  if (set == nullptr || !half.existing(set->table)) return;
  if (proved_not_null(half, *set)) return;
  report.add(fact.offset,
             fmt::format("SET NOT NULL reads the whole table \"{}\" while "
                         "reads and writes wait (ACCESS EXCLUSIVE lock)",
                         to_string(set->table)),
             fmt::format("add CHECK ({} IS NOT NULL) NOT VALID, validate it in "
                         "a later migration, then set NOT NULL",
                         set->column));
}

void drop_not_null(const Half& half, const Fact& fact, Report& report) {
  const auto* drop = as<DropNotNull>(fact);
  if (drop == nullptr || !half.existing(drop->table)) return;
  report.add(fact.offset,
             fmt::format("programs that rely on \"{}\" being NOT NULL will "
                         "read NULL",
                         drop->column),
             "release programs that can read NULL first");
}

// SQLite takes the last one of an UPDATE without a word.
void duplicate_column(const Half&, const Fact& fact, Report& report) {
  std::vector<std::string> columns;
  if (const auto* change = as<ChangeRows>(fact)) columns = change->columns;
  if (const auto* create = as<CreateTable>(fact)) {
    for (const Column& column : create->columns) columns.push_back(column.name);
  }
  std::sort(columns.begin(), columns.end());
  const auto twice = std::adjacent_find(columns.begin(), columns.end());
  if (twice == columns.end()) return;
  report.add(fact.offset,
             fmt::format("the column \"{}\" is named twice", *twice),
             "leave one of them out");
}

}  // namespace

std::span<const Rule> column_rules() {
  using enum Dialect;
  static constexpr Rule rules[] = {
      {{"add-column-volatile-default", postgresql, RuleLevel::warning,
        "a new column's default rewrites the table"},
       volatile_default,
       nullptr,
       Halves::up,
       TableWork::rewrites},
      {{"add-column-default", postgresql, RuleLevel::warning,
        "a new column's default rewrites the table before PostgreSQL 11"},
       old_default,
       nullptr,
       Halves::up,
       TableWork::rewrites},
      {{"add-column-generated", postgresql, RuleLevel::warning,
        "a new stored generated column rewrites the table"},
       generated,
       nullptr,
       Halves::up,
       TableWork::rewrites},
      {{"add-column-serial", postgresql, RuleLevel::warning,
        "a new serial or identity column rewrites the table"},
       serial,
       nullptr,
       Halves::up,
       TableWork::rewrites},
      {{"add-column-json", postgresql, RuleLevel::warning,
        "a new column of type json breaks SELECT DISTINCT"},
       json},
      {{"add-column-not-null", postgresql, RuleLevel::warning,
        "a new column must have a value, and old rows have none"},
       required},
      {{"change-column-type", postgresql, RuleLevel::warning,
        "a change of type rewrites the table"},
       change_type,
       nullptr,
       Halves::up,
       TableWork::rewrites},
      {{"set-not-null", postgresql, RuleLevel::warning,
        "SET NOT NULL reads the whole table under the strongest lock"},
       set_not_null,
       nullptr,
       Halves::up,
       TableWork::reads},
      {{"drop-not-null", postgresql, RuleLevel::warning,
        "programs may read NULL that never did"},
       drop_not_null},
      {{"duplicate-column",
        {},
        RuleLevel::error,
        "a column is made or set twice by one statement"},
       duplicate_column,
       nullptr,
       Halves::both},
  };
  return rules;
}

}  // namespace godwit::check
