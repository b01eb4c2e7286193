// SPDX-License-Identifier: BSL-1.0
#include "studio/rows_as_json.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/encoded_bytes.h"

namespace godwit::studio {
namespace {

using namespace rows;

std::string digits_of(const std::string& bytes, Dialect dialect) {
  return (dialect == Dialect::postgresql ? "\\x" : "") + hex_of(bytes);
}

// So that it comes back as what it was.
Json key_json(const driver::console::Value& value, const Table& table,
              const std::string& name) {
  if (!value) return nullptr;
  const Column* column = table.find(name);
  const bool keeps = column != nullptr && column->keeps_kinds;
  switch (value->kind) {
    case driver::console::Cell::Kind::bytes:
      return Json{{"base64", base64_of(value->text)}};
    case driver::console::Cell::Kind::integer:
      if (keeps) return Json{{"integer", value->text}};
      break;
    case driver::console::Cell::Kind::real:
      if (keeps) return Json{{"real", value->text}};
      break;
    case driver::console::Cell::Kind::text:
      break;
  }
  return value->text;
}

}  // namespace

Json cell_json(const ShownCell& cell, Dialect dialect, bool binary_column) {
  if (!cell.value) return nullptr;
  const bool bytes = cell.value->is_bytes();
  const std::string text =
      bytes ? digits_of(cell.value->text, dialect) : cell.value->text;
  if (!cell.length && bytes == binary_column) return text;
  if (!cell.length && !bytes) return text;
  return Json{{"head", text},
              {"length", cell.length.value_or(cell.value->text.size())},
              {"binary", bytes}};
}

Json column_json(const Column& column, const Table& table) {
  const bool key = std::find(table.key.begin(), table.key.end(), column.name) !=
                   table.key.end();
  const std::string& locked =
      column.locked.empty() ? table.locked : column.locked;
  return {
      {"name", column.name},
      {"type", column.type},
      {"nullable", column.nullable},
      {"binary", column.binary},
      {"key", key},
      {"default", column.default_value ? Json(*column.default_value) : Json()},
      {"generated", report::or_null(column.generated)},
      {"locked", report::or_null(locked)}};
}

Json row_json(const ShownRow& row, const Table& table) {
  const std::vector<std::string> names = row_key(table);
  Json key = Json::array();
  for (std::size_t i = 0; i < row.key.size(); ++i) {
    key.push_back(key_json(row.key[i], table, names[i]));
  }
  Json cells = Json::array();
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    cells.push_back(
        cell_json(row.cells[i], table.dialect, table.columns[i].binary));
  }
  return {{"key", names.empty() ? Json() : std::move(key)},
          {"version", row.version},
          {"cells", std::move(cells)}};
}

Json cursor_json(const std::optional<Cursor>& cursor) {
  if (!cursor) return nullptr;
  if (cursor->values.empty()) return Json{{"offset", cursor->offset}};
  Json values = Json::array();
  for (const driver::console::Value& value : cursor->values) {
    if (!value) {
      values.push_back(nullptr);
    } else {
      values.push_back({{"kind", static_cast<unsigned>(value->kind)},
                        {"base64", base64_of(value->text)}});
    }
  }
  return Json{{"values", std::move(values)}};
}

}  // namespace godwit::studio
