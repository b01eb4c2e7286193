// SPDX-License-Identifier: BSL-1.0
#include "rows/cells.h"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

#include "base/number.h"
#include "base/sha256.h"
#include "base/sql_names.h"
#include "rows/edit_statement.h"

namespace godwit::rows {
namespace {

constexpr std::size_t shown_bytes = shown_characters / 2;

// By what reads only the pages of the file that it needs.
std::string beginning_of(const Table& table, const Column& column) {
  const Dialect sqlite = Dialect::sqlite;
  const std::string place = fmt::format(
      "{}, {}, {}", literal(driver::console::Cell{table.name.name}, sqlite),
      literal(driver::console::Cell{column.name}, sqlite),
      quoted_name(table.rowid));
  return fmt::format(
      "CASE typeof({0}) WHEN 'text' THEN godwit_head({1}, {2}, NULL) "
      "WHEN 'blob' THEN godwit_head({1}, {2}, {3}) ELSE {0} END, "
      "CASE WHEN typeof({0}) IN ('text', 'blob') THEN godwit_size({1}) END",
      quoted_name(column.name), place, shown_characters, shown_bytes);
}

std::string shown_column(const Table& table, const Column& column) {
  const bool read = !table.rowid.empty() && column.generated.empty();
  if (column.shape == Shape::any && read) return beginning_of(table, column);
  const std::string name = quoted_name(column.name);
  switch (column.shape) {
    case Shape::short_value:
      return name + ", NULL";
    case Shape::text:
      return fmt::format(
          "pg_catalog.left({0}, {1}), pg_catalog.octet_length({0})", name,
          shown_characters);
    case Shape::bytes:
      return fmt::format(
          "pg_catalog.substr({0}, 1, {1}), pg_catalog.octet_length({0})", name,
          shown_bytes);
    case Shape::printed:
      return fmt::format(
          "pg_catalog.left({0}::pg_catalog.text, {1}), "
          "pg_catalog.octet_length({0}::pg_catalog.text)",
          name, shown_characters);
    case Shape::any:
      break;
  }
  // A text ends for substr() where it has a NUL, and its length in bytes says
  // so. Of bytes that are none it makes NULL.
  return fmt::format(
      "CASE typeof({0}) WHEN 'text' THEN substr({0}, 1, {1}) "
      "WHEN 'blob' THEN iif(length({0}) > {2}, substr({0}, 1, {2}), {0}) "
      "ELSE {0} END, "
      "CASE typeof({0}) WHEN 'text' THEN length(CAST({0} AS BLOB)) "
      "WHEN 'blob' THEN length({0}) END",
      name, shown_characters, shown_bytes);
}

}  // namespace

std::string shown_columns(const Table& table) {
  std::string sql;
  for (const Column& column : table.columns) {
    sql += (sql.empty() ? "" : ", ") + shown_column(table, column);
  }
  return sql;
}

std::vector<ShownCell> shown_cells(const Table& table,
                                   driver::console::Values& row,
                                   std::size_t first) {
  std::vector<ShownCell> cells;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    ShownCell cell{.value = std::move(row[first + 2 * i])};
    const driver::console::Value& length = row[first + 2 * i + 1];
    if (cell.value && length) {
      const auto bytes = parse_number<std::size_t>(length->text).value_or(0);
      if (bytes != cell.value->text.size()) cell.length = bytes;
    }
    cells.push_back(std::move(cell));
  }
  return cells;
}

std::string version_of(const std::vector<ShownCell>& cells) {
  std::string all;
  for (const ShownCell& cell : cells) {
    if (!cell.value) {
      all += '-';
      continue;
    }
    all += fmt::format("{}:{}:{}:", static_cast<int>(cell.value->kind),
                       cell.value->text.size(), cell.length.value_or(0));
    all += cell.value->text;
  }
  constexpr std::size_t digits = 32;
  return sha256(all).substr(0, digits);
}

}  // namespace godwit::rows
