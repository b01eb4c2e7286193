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

// What is not stored as a text has no beginning before all of it is printed. Of
// a hundred values that are larger than this that takes seconds.
constexpr std::size_t printed_bytes = 65536;

/// Of a value of SQLite, as SQL.
struct Parts {
  std::string text = {};
  std::string bytes = {};
  std::string text_size = {};
  std::string bytes_size = {};
};

// A text ends for substr() where it has a NUL, and its length in bytes says
// so. In a file of another encoding these are not the bytes that are shown. Of
// bytes that are none substr() makes NULL.
Parts parts_of(const std::string& name) {
  const std::string text =
      fmt::format("substr({}, 1, {})", name, shown_characters);
  return {
      .text = text,
      .bytes = fmt::format("iif(length({0}) > {1}, substr({0}, 1, {1}), {0})",
                           name, shown_bytes),
      .text_size = fmt::format("nullif(length(CAST({} AS BLOB)), "
                               "length(CAST({} AS BLOB)))",
                               name, text),
      .bytes_size = fmt::format("length({})", name)};
}

// By functions that read only the pages of the file that they need, and are
// NULL where they cannot.
Parts read_parts_of(const Table& table, const Column& column) {
  const Dialect sqlite = Dialect::sqlite;
  const std::string place = fmt::format(
      "{}, {}, {}", literal(driver::console::Cell{table.name.name}, sqlite),
      literal(driver::console::Cell{column.name}, sqlite),
      quoted_name(table.rowid));
  Parts parts = parts_of(quoted_name(column.name));
  parts.text = fmt::format("coalesce(godwit_head({}, {}, NULL), {})", place,
                           shown_characters, parts.text);
  parts.bytes = fmt::format("coalesce(godwit_head({}, {}, {}), {})", place,
                            shown_characters, shown_bytes, parts.bytes);
  for (std::string* size : {&parts.text_size, &parts.bytes_size}) {
    *size = fmt::format("coalesce(godwit_size({}), {})", place, *size);
  }
  return parts;
}

std::string value_of_any_type(const std::string& name, const Parts& parts) {
  return fmt::format(
      "CASE typeof({0}) WHEN 'text' THEN {1} WHEN 'blob' THEN {2} "
      "ELSE {0} END, "
      "CASE typeof({0}) WHEN 'text' THEN {3} WHEN 'blob' THEN {4} END",
      name, parts.text, parts.bytes, parts.text_size, parts.bytes_size);
}

std::string shown_column(const Table& table, const Column& column) {
  const std::string name = quoted_name(column.name);
  const bool read = !table.rowid.empty() && column.generated.empty();
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
          "CASE WHEN {2} > {3} THEN '' "
          "ELSE pg_catalog.left({0}::pg_catalog.text, {1}) END, "
          "CASE WHEN {2} > {3} THEN {2} "
          "ELSE pg_catalog.octet_length({0}::pg_catalog.text) END",
          name, shown_characters,
          fmt::format("pg_catalog.pg_column_size({})", name), printed_bytes);
    case Shape::any:
      break;
  }
  return value_of_any_type(
      name, read ? read_parts_of(table, column) : parts_of(name));
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
