// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <array>
#include <utility>

#include "base/ascii.h"
#include "base/number.h"
#include "base/sql_names.h"
#include "rows/table.h"

namespace godwit::rows {
namespace {

constexpr const char* table_query =
    "SELECT l.name, l.type, l.wr, l.strict FROM pragma_table_list($1) l "
    "WHERE l.schema = 'main'";

constexpr const char* columns_of_table =
    "SELECT c.name, c.type, c.\"notnull\", c.dflt_value, c.pk, c.hidden "
    "FROM pragma_table_xinfo($1, 'main') c WHERE c.hidden <> 1 ORDER BY c.cid";

constexpr const char* indexes_query =
    "SELECT l.name, l.\"unique\" AND NOT l.partial, l.origin, i.name "
    "FROM pragma_index_list($1, 'main') l, "
    "pragma_index_info(l.name, 'main') i "
    "ORDER BY l.origin <> 'pk', l.seq, i.seqno";

// Each row: number of rows, and of those with the same beginning.
constexpr const char* statistics_query =
    "SELECT stat FROM sqlite_stat1 WHERE tbl = $1 ORDER BY idx IS NOT NULL "
    "LIMIT 1";

std::string text_in(const driver::console::Value& value) {
  return value ? value->text : std::string();
}

bool is_one(const driver::console::Value& value) {
  return text_in(value) == "1";
}

// https://www.sqlite.org/datatype3.html#determination_of_column_affinity
bool has_no_affinity(const std::string& declared, bool strict) {
  const std::string type = lower(declared);
  if (type.empty() || (strict && type == "any")) return true;
  for (const char* other : {"int", "char", "clob", "text"}) {
    if (type.find(other) != type.npos) return false;
  }
  return type.find("blob") != type.npos;
}

// What a rowid can be called where no column is called so.
std::string name_of_rowid(const std::vector<Column>& columns) {
  for (const char* name : {"rowid", "_rowid_", "oid"}) {
    const bool taken =
        std::any_of(columns.begin(), columns.end(), [&](const Column& column) {
          return equal_but_for_case(column.name, name);
        });
    if (!taken) return name;
  }
  return {};
}

Column sqlite_column(const driver::console::Values& row, bool strict) {
  Column column{.name = text_in(row[0]),
                .type = text_in(row[1]),
                .nullable = !is_one(row[2]),
                .shape = Shape::any,
                .keeps_kinds = has_no_affinity(text_in(row[1]), strict)};
  column.binary = equal_but_for_case(column.type, "blob");
  if (row[3]) column.default_value = text_in(row[3]);
  const std::string hidden = text_in(row[5]);
  if (hidden == "2" || hidden == "3") {
    column.generated = hidden == "2" ? "virtual" : "stored";
    column.locked = "the database computes it";
  }
  return column;
}

/// What the queries say of one table.
struct Findings {
  bool without_rowid = false;
  /// In the order of the primary key.
  std::vector<std::pair<int, std::string>> primary = {};
  std::vector<driver::console::Values> indexes = {};

  bool has_index_of_key() const {
    return std::any_of(indexes.begin(), indexes.end(),
                       [](const auto& row) { return text_in(row[2]) == "pk"; });
  }
};

bool none_is_null(const Table& table, const std::vector<std::string>& names) {
  return std::all_of(names.begin(), names.end(), [&](const std::string& name) {
    const Column* column = table.find(name);
    return column != nullptr && !column->nullable;
  });
}

// SQLite lets a primary key be NULL, unless it is the number of the row or the
// table has none.
void use_primary_key(Table& table, Findings& found) {
  if (found.primary.empty()) return;
  std::sort(found.primary.begin(), found.primary.end());
  std::vector<std::string> names;
  for (const auto& [place, name] : found.primary) names.push_back(name);
  const bool is_number_of_row =
      !found.without_rowid && names.size() == 1 && !found.has_index_of_key();
  if (is_number_of_row) {
    for (Column& column : table.columns) {
      if (column.name == names.front()) column.nullable = false;
      if (column.name == names.front()) column.indexed = true;
    }
  }
  if (!found.without_rowid && !none_is_null(table, names)) {
    table.nullable_key = std::move(names);
    return;
  }
  table.key = std::move(names);
  table.key_kind = KeyKind::primary_key;
}

void use_unique_index(Table& table, const Findings& found) {
  std::string index;
  std::vector<std::string> names;
  const auto use = [&] {
    if (table.key.empty() && !names.empty() && none_is_null(table, names)) {
      table.key = names;
      table.key_kind = KeyKind::unique;
    }
    names.clear();
  };
  for (const driver::console::Values& row : found.indexes) {
    if (text_in(row[0]) != index) use();
    index = text_in(row[0]);
    // A name is missing where there is an expression.
    if (is_one(row[1])) names.push_back(text_in(row[3]));
  }
  use();
}

void mark_indexed(Table& table, const Findings& found) {
  std::string index;
  for (const driver::console::Values& row : found.indexes) {
    if (std::exchange(index, text_in(row[0])) == text_in(row[0])) continue;
    for (Column& column : table.columns) {
      if (column.name == text_in(row[3])) column.indexed = true;
    }
  }
}

bool has_virtual_column(const Table& table) {
  return std::any_of(
      table.columns.begin(), table.columns.end(),
      [](const Column& column) { return column.generated == "virtual"; });
}

void use_rowid(Table& table, const Findings& found) {
  if (!table.key.empty() || table.kind != "table" || found.without_rowid)
    return;
  const std::string name = name_of_rowid(table.columns);
  if (name.empty()) return;
  table.key = {name};
  table.key_kind = KeyKind::rowid;
}

std::string_view kind_of_sqlite(std::string_view type) {
  if (type == "view") return "view";
  return type == "virtual" ? "virtual table" : "table";
}

// Without ANALYZE there is no table of statistics.
std::optional<std::int64_t> estimate_in(driver::console::Console& console,
                                        const std::string& table) {
  const auto statistics = driver::console::ask(
      console, {statistics_query, {driver::console::Cell{table}}});
  if (!statistics || statistics->rows.empty()) return {};
  const std::string text = text_in(statistics->rows.front()[0]);
  return parse_number<std::int64_t>(
      std::string_view(text).substr(0, text.find(' ')));
}

}  // namespace

Result<Table> find_sqlite_table(driver::console::Console& console,
                                const driver::TableName& name) {
  const driver::console::Values parameters = {driver::console::Cell{name.name}};
  auto tables = driver::console::ask(console, {table_query, parameters});
  if (!tables) return std::move(tables).error();
  if (tables->rows.empty()) return no_such_table(name);
  auto columns = driver::console::ask(console, {columns_of_table, parameters});
  if (!columns) return std::move(columns).error();
  auto indexes = driver::console::ask(console, {indexes_query, parameters});
  if (!indexes) return std::move(indexes).error();
  const driver::console::Values& first = tables->rows.front();
  Table table{.name = {{}, text_in(first[0])},
              .reference = "\"main\"." + quoted_name(text_in(first[0])),
              .kind = std::string(kind_of_sqlite(text_in(first[1])))};
  if (table.kind != "table") {
    table.locked = "rows of a " + table.kind + " are only shown";
  }
  Findings found{.without_rowid = is_one(first[2]),
                 .indexes = std::move(indexes->rows)};
  for (const driver::console::Values& row : columns->rows) {
    table.columns.push_back(sqlite_column(row, is_one(first[3])));
    const int place = parse_number<int>(text_in(row[4])).value_or(0);
    if (place > 0) found.primary.emplace_back(place, text_in(row[0]));
  }
  mark_indexed(table, found);
  use_primary_key(table, found);
  use_unique_index(table, found);
  use_rowid(table, found);
  const bool numbered = table.kind == "table" && !found.without_rowid;
  if (numbered && !has_virtual_column(table) && console.reads_beginnings()) {
    table.rowid = name_of_rowid(table.columns);
  }
  table.estimate = estimate_in(console, table.name.name);
  return table;
}

}  // namespace godwit::rows
