// SPDX-License-Identifier: BSL-1.0
#include "rows/refused_column.h"

#include <fmt/format.h>

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

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

// Of the primary key, where a foreign key names no columns.
constexpr const char* foreign_keys_query = R"(
SELECT k.id, k."from", k."table",
       coalesce(k."to", (SELECT c.name FROM pragma_table_xinfo(k."table") c
                         WHERE c.pk = k.seq + 1))
FROM pragma_foreign_key_list($1) k
ORDER BY k.id, k.seq)";

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

/// Which rows the values of some columns refer to.
struct ForeignKey {
  std::vector<std::string> columns = {};
  std::string other_table = {};
  std::vector<std::string> other_columns = {};
};

std::vector<ForeignKey> foreign_keys_of(Console& console, const Table& table) {
  std::vector<ForeignKey> keys;
  const auto found = driver::console::ask(
      console, {foreign_keys_query, {Cell{table.name.name}}});
  if (!found) return keys;
  std::string last;
  for (const auto& row : found->rows) {
    if (!row[3]) continue;
    if (keys.empty() || row[0]->text != last) {
      keys.push_back({.other_table = row[2]->text});
    }
    last = row[0]->text;
    keys.back().columns.push_back(row[1]->text);
    keys.back().other_columns.push_back(row[3]->text);
  }
  return keys;
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

// Also where a value is NULL, which refers to nothing, or is not known.
bool refers_to_a_row(Console& console, const Refusal& refusal,
                     const ForeignKey& key) {
  driver::console::Statement statement;
  std::string condition;
  for (std::size_t i = 0; i < key.columns.size(); ++i) {
    auto value = new_value(console, refusal, key.columns[i]);
    if (!value || !*value) return true;
    statement.parameters.push_back(*std::move(value));
    condition += fmt::format("{}{} = ${}", i > 0 ? " AND " : "",
                             quoted_name(key.other_columns[i]), i + 1);
  }
  statement.sql = fmt::format("SELECT 1 FROM {} WHERE {} LIMIT 1",
                              quoted_name(key.other_table), condition);
  const auto found = driver::console::ask(console, statement);
  return !found || !found->rows.empty();
}

std::string column_without_a_row(Console& console, const Refusal& refusal) {
  for (const ForeignKey& key : foreign_keys_of(console, refusal.table)) {
    const std::string column = likeliest(key.columns, refusal.edit);
    if (sets(refusal.edit, column) && !refers_to_a_row(console, refusal, key)) {
      return column;
    }
  }
  return {};
}

std::string column_of_sqlite(Console& console, const Refusal& refusal) {
  const std::string& message = refusal.error.message;
  if (message.find("FOREIGN KEY constraint failed") != message.npos) {
    return column_without_a_row(console, refusal);
  }
  return column_in_message(refusal.table, refusal.edit, message);
}

}  // namespace

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
