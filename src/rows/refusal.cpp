// SPDX-License-Identifier: BSL-1.0
#include "rows/refusal.h"

#include <fmt/format.h>

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "base/comma_separated.h"
#include "base/sql_names.h"
#include "rows/row.h"
#include "sql/string_content.h"
#include "sql/words.h"

namespace godwit::rows {
namespace {

using driver::console::Cell;
using driver::console::Console;
using driver::console::Value;

// Of a constraint, or of a unique index, which is none.
constexpr const char* constraint_query = R"(
SELECT a.attname
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid
WHERE n.nspname = $1 AND c.relname = $2
  AND (EXISTS (SELECT FROM pg_constraint k
               WHERE k.conrelid = c.oid AND k.conname = $3
                 AND a.attnum = ANY (k.conkey))
    OR EXISTS (SELECT FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid
               WHERE i.indrelid = c.oid AND x.relname = $3
                 AND a.attnum = ANY (i.indkey)))
ORDER BY a.attnum)";

// The columns of the primary key, where a foreign key names none.
constexpr const char* foreign_keys_query = R"(
SELECT t.name, k.id, k."from", k."table",
       coalesce(k."to", (SELECT c.name FROM pragma_table_xinfo(k."table") c
                         WHERE c.pk = k.seq + 1))
FROM sqlite_schema t JOIN pragma_foreign_key_list(t.name) k
WHERE t.type = 'table' AND lower({}) = lower($1)
ORDER BY t.name, k.id, k.seq)";

/// What a constraint is about. Empty: it is not known.
std::vector<std::string> columns_of(Console& console, const Table& table,
                                    const std::string& constraint) {
  std::vector<std::string> columns;
  const auto found = driver::console::ask(
      console,
      {constraint_query,
       {Cell{table.name.schema}, Cell{table.name.name}, Cell{constraint}},
       true});
  if (!found) return columns;
  for (const auto& row : found->rows) columns.push_back(row.front()->text);
  return columns;
}

// One that the edit sets, if there is one.
std::string likeliest(const std::vector<std::string>& columns,
                      const Edit& edit) {
  for (const std::string& column : columns) {
    if (sets(edit, column)) return column;
  }
  return columns.empty() ? std::string() : columns.front();
}

// SQLite names "table.column" where a value is missing or there twice, and of a
// CHECK its name or its text.
std::string column_in_message(const Table& table, const Edit& edit,
                              const std::string& message) {
  std::vector<std::string> named;
  for (const Column& column : table.columns) {
    const std::string whole = table.name.name + "." + column.name;
    const std::size_t at = message.find(whole);
    if (at == message.npos) continue;
    const std::string_view rest =
        std::string_view(message).substr(at + whole.size());
    if (rest.empty() || rest.starts_with(", ")) named.push_back(column.name);
  }
  if (!named.empty()) return likeliest(named, edit);
  const std::size_t check = message.find("CHECK constraint failed: ");
  if (check == message.npos) return {};
  sql::Words words(std::string_view(message).substr(check + 25),
                   Dialect::sqlite);
  for (std::string_view word = words.next(); !word.empty();
       word = words.next()) {
    const std::string name =
        word.starts_with('"') ? sql::unquoted(word) : std::string(word);
    if (sets(edit, name)) return name;
  }
  return {};
}

struct ForeignKey {
  std::string table = {};
  std::vector<std::string> columns = {};
  std::string other_table = {};
  std::vector<std::string> other_columns = {};
};

// Those of a table, or those that lead to it, by what has its name.
std::vector<ForeignKey> foreign_keys(Console& console, const Table& table,
                                     const char* named) {
  std::vector<ForeignKey> keys;
  const auto found = driver::console::ask(
      console,
      {fmt::format(foreign_keys_query, named), {Cell{table.name.name}}});
  if (!found) return keys;
  std::pair<std::string, std::string> last;
  for (const auto& row : found->rows) {
    if (!row[4]) continue;
    std::pair one(row[0]->text, row[1]->text);
    if (keys.empty() || one != last) {
      keys.push_back({.table = row[0]->text, .other_table = row[3]->text});
    }
    last = std::move(one);
    keys.back().columns.push_back(row[2]->text);
    keys.back().other_columns.push_back(row[4]->text);
  }
  return keys;
}

// Absent: nobody can tell, or a value is NULL, which refers to nothing.
std::optional<bool> has_row(Console& console, const std::string& table,
                            const std::vector<std::string>& columns,
                            const driver::console::Values& values) {
  std::string condition;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (!values[i]) return std::nullopt;
    condition += fmt::format("{}{} = ${}", i > 0 ? " AND " : "",
                             quoted_name(columns[i]), i + 1);
  }
  const auto found = driver::console::ask(
      console, {fmt::format("SELECT 1 FROM {} WHERE {} LIMIT 1",
                            quoted_name(table), condition),
                values});
  if (!found) return std::nullopt;
  return !found->rows.empty();
}

// What a column would have become. Absent: it is not known.
std::optional<Value> new_value(Console& console, const Refusal& refusal,
                               const std::string& column) {
  const auto& [table, edit, statement, error] = refusal;
  for (const auto& [name, value] : edit.values) {
    if (name != column) continue;
    if (value.kind == NewValue::Kind::null) return Value();
    if (value.kind == NewValue::Kind::default_value) return std::nullopt;
    return cell_for(*table.find(name), value.cell);
  }
  if (edit.kind != Edit::Kind::update) return std::nullopt;
  auto row = select_row(console, table, edit.key, quoted_name(column));
  if (!row || !*row) return std::nullopt;
  return std::move((*row)->front());
}

bool refers_to_nothing(Console& console, const Refusal& refusal,
                       const ForeignKey& key) {
  driver::console::Values values;
  for (const std::string& column : key.columns) {
    auto value = new_value(console, refusal, column);
    if (!value) return false;
    values.push_back(*std::move(value));
  }
  return has_row(console, key.other_table, key.other_columns, values) == false;
}

std::string column_without_a_row(Console& console, const Refusal& refusal) {
  for (const auto& key : foreign_keys(console, refusal.table, "t.name")) {
    const std::string column = likeliest(key.columns, refusal.edit);
    if (sets(refusal.edit, column) &&
        refers_to_nothing(console, refusal, key)) {
      return column;
    }
  }
  return {};
}

bool is_foreign_key(const Refusal& refusal) {
  return refusal.table.dialect == Dialect::sqlite &&
         refusal.error.message.find("FOREIGN KEY constraint failed") !=
             std::string::npos;
}

std::string column_of_sqlite(Console& console, const Refusal& refusal) {
  if (is_foreign_key(refusal)) return column_without_a_row(console, refusal);
  return column_in_message(refusal.table, refusal.edit, refusal.error.message);
}

// Whether the edit takes away what it leads to.
bool leads_to_what_goes(Console& console, const Refusal& refusal,
                        const ForeignKey& key) {
  const auto& [table, edit, statement, error] = refusal;
  if (edit.kind == Edit::Kind::insert) return false;
  if (edit.kind == Edit::Kind::update &&
      !sets(edit, likeliest(key.other_columns, edit))) {
    return false;
  }
  const auto row = select_columns(console, table, edit.key, key.other_columns);
  return row && *row && has_row(console, key.table, key.columns, **row) == true;
}

}  // namespace

std::vector<std::string> what_refers_to_it(Console& console,
                                           const Refusal& refusal) {
  std::vector<std::string> notes;
  if (!is_foreign_key(refusal)) return notes;
  for (const auto& key : foreign_keys(console, refusal.table, "k.\"table\"")) {
    if (!leads_to_what_goes(console, refusal, key)) continue;
    notes.push_back(fmt::format("rows of {} refer to it by {}", key.table,
                                comma_separated(key.columns)));
  }
  return notes;
}

std::string refused_column(Console& console, Tables& tables,
                           const Refusal& refusal) {
  const driver::console::Spot& spot = console.spot();
  const auto& columns = refusal.statement.columns;
  if (!spot.column.empty()) return spot.column;
  if (spot.parameter && *spot.parameter <= columns.size()) {
    return columns[*spot.parameter - 1];
  }
  if (!spot.constraint.empty()) {
    // The transaction that has failed answers nothing any more.
    const auto reading = tables.console();
    if (!reading) return {};
    return likeliest(columns_of(**reading, refusal.table, spot.constraint),
                     refusal.edit);
  }
  if (refusal.table.dialect != Dialect::sqlite) return {};
  return column_of_sqlite(console, refusal);
}

}  // namespace godwit::rows
