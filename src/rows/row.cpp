// SPDX-License-Identifier: BSL-1.0
#include "rows/row.h"

#include <fmt/format.h>

#include <memory>
#include <utility>

#include "base/comma_separated.h"
#include "base/sql_names.h"
#include "rows/conditions.h"

namespace godwit::rows {
namespace {

/// A row as it is shown, and the version of all of it.
struct ReadRow {
  ShownRow shown = {};
  std::string whole_version = {};
};

// In one statement, so that both are of one moment.
Result<std::optional<ReadRow>> read_both(driver::console::Console& console,
                                         const Table& table,
                                         const driver::console::Values& key) {
  std::string columns = shown_row_columns(table);
  if (!has_xmin(table)) columns += ", " + all_columns(table);
  auto row = select_row(console, table, key, columns);
  if (!row) return std::move(row).error();
  if (!*row) return std::optional<ReadRow>();
  std::vector<ShownCell> whole;
  if (!has_xmin(table)) {
    const std::size_t first = (*row)->size() - table.columns.size();
    for (std::size_t i = first; i < (*row)->size(); ++i) {
      whole.push_back({std::move((**row)[i])});
    }
  }
  ReadRow read{.shown = shown_row(table, **std::move(row))};
  read.whole_version = has_xmin(table) ? read.shown.version : version_of(whole);
  return std::optional(std::move(read));
}

/// A session that reads, and the table in it.
struct OpenTable {
  std::unique_ptr<driver::console::Console> console = {};
  Table table = {};
};

Result<OpenTable> open_table(const Source& source,
                             const driver::TableName& name) {
  auto console = source.open(driver::console::Access::reading);
  if (!console) return std::move(console).error();
  auto table = find_table(**console, name);
  if (!table) return std::move(table).error();
  return OpenTable{*std::move(console), *std::move(table)};
}

}  // namespace

std::string shown_row_columns(const Table& table) {
  std::string sql;
  for (const std::string& name : row_key(table)) {
    sql += quoted_name(name) + ", ";
  }
  if (has_xmin(table)) sql += "xmin, ";
  sql += shown_columns(table);
  if (sql.ends_with(", ")) sql.resize(sql.size() - 2);
  return sql.empty() ? "NULL" : sql;
}

ShownRow shown_row(const Table& table, driver::console::Values row) {
  ShownRow shown;
  std::size_t next = row_key(table).size();
  for (std::size_t i = 0; i < next; ++i) shown.key.push_back(row[i]);
  if (has_xmin(table)) shown.version = row[next++]->text;
  shown.cells = shown_cells(table, row, next);
  if (shown.version.empty()) shown.version = version_of(shown.cells);
  return shown;
}

std::string all_columns(const Table& table) {
  std::string sql;
  for (const Column& column : table.columns) {
    sql += (sql.empty() ? "" : ", ") + quoted_name(column.name);
  }
  return sql;
}

Result<std::optional<driver::console::Values>> select_row(
    driver::console::Console& console, const Table& table,
    const driver::console::Values& key, const std::string& columns) {
  driver::console::Statement statement;
  Conditions conditions(table, statement.parameters);
  if (auto added = conditions.add_row(key); !added) {
    return std::move(added).error();
  }
  statement.sql = fmt::format("SELECT {} FROM {}{}", columns, table.reference,
                              conditions.text());
  auto answer = driver::console::ask(console, statement);
  if (!answer) return std::move(answer).error();
  if (answer->rows.empty()) return std::optional<driver::console::Values>();
  return std::optional(std::move(answer->rows.front()));
}

Result<std::optional<driver::console::Values>> select_columns(
    driver::console::Console& console, const Table& table,
    const driver::console::Values& key, std::span<const std::string> names) {
  std::vector<std::string> quoted;
  for (const std::string& name : names) quoted.push_back(quoted_name(name));
  return select_row(console, table, key, comma_separated(quoted));
}

Result<std::optional<ShownRow>> read_row(driver::console::Console& console,
                                         const Table& table,
                                         const driver::console::Values& key) {
  auto read = read_both(console, table, key);
  if (!read) return std::move(read).error();
  if (!*read) return std::optional<ShownRow>();
  (*read)->shown.version = std::move((*read)->whole_version);
  return std::optional(std::move((*read)->shown));
}

Result<std::string> whole_version(const Source& source,
                                  const driver::TableName& name,
                                  const driver::console::Values& key,
                                  const std::string& version) {
  auto opened = open_table(source, name);
  if (!opened) return std::move(opened).error();
  if (has_xmin(opened->table)) return version;
  auto read = read_both(*opened->console, opened->table, key);
  if (!read) return std::move(read).error();
  const bool as_shown = *read && (*read)->shown.version == version;
  return as_shown ? (*read)->whole_version : version;
}

Result<std::optional<driver::console::Value>> whole_cell(
    const Source& source, const driver::TableName& name,
    const driver::console::Values& key, const std::string& column) {
  auto opened = open_table(source, name);
  if (!opened) return std::move(opened).error();
  const Column* found = opened->table.find(column);
  if (found == nullptr) return no_such_column(opened->table, column);
  auto row = select_row(*opened->console, opened->table, key,
                        quoted_name(found->name));
  if (!row) return std::move(row).error();
  if (!*row) return std::optional<driver::console::Value>();
  return std::optional<driver::console::Value>(std::move((*row)->front()));
}

}  // namespace godwit::rows
