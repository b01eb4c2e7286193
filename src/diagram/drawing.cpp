// SPDX-License-Identifier: BSL-1.0
#include "diagram/drawing.h"

#include <algorithm>
#include <set>
#include <utility>

#include "diagram/shown_text.h"

namespace godwit::diagram {
namespace {

constexpr int most_name_columns = 40;
constexpr int most_type_columns = 32;
constexpr int most_head_columns = 60;

/// The places of columns that are of keys, for each table.
using KeyPlaces = std::vector<std::set<std::size_t>>;

KeyPlaces key_places(const Tables& all) {
  KeyPlaces keys(all.tables.size());
  for (std::size_t i = 0; i < all.tables.size(); ++i) {
    const auto& columns = all.tables[i].columns;
    for (std::size_t column = 0; column < columns.size(); ++column) {
      if (columns[column].primary || columns[column].foreign) {
        keys[i].insert(column);
      }
    }
  }
  for (const Reference& one : all.references) {
    keys[one.to].insert(one.to_columns.begin(), one.to_columns.end());
  }
  return keys;
}

std::vector<std::size_t> rows_of(const Table& table, Columns shown,
                                 const std::set<std::size_t>& keys) {
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const bool is_shown =
        shown == Columns::all || (shown == Columns::keys && keys.contains(i));
    if (is_shown) rows.push_back(i);
  }
  return rows;
}

// Of so many columns in letters of 12 points, whose width is 0.6 of that and a
// bit more in some fonts.
int points_of(int columns) { return (columns * 15 + 1) / 2; }

// How much room the marks of keys take.
int marks_width(const Table& table, const std::vector<std::size_t>& rows) {
  std::size_t letters = 0;
  for (const std::size_t row : rows) {
    letters = std::max(letters, key_mark(table.columns[row]).size());
  }
  return letters == 0 ? 0 : static_cast<int>(letters) * 6 + 8;
}

// The same in the heavier and larger letters of names.
int name_points_of(std::string_view shown) {
  return points_of(columns_of(shown)) * 13 / 12;
}

Box box_of(const Table& table, const std::vector<std::size_t>& rows,
           int marks) {
  constexpr int beside_head = 24;
  constexpr int beside_row = 40;
  int width = name_points_of(shown_head(table)) + beside_head;
  for (const std::size_t row : rows) {
    const Column& column = table.columns[row];
    width = std::max(width, points_of(columns_of(shown_name(column)) +
                                      columns_of(shown_type(column))) +
                                marks + beside_row);
  }
  const auto count = static_cast<int>(rows.size());
  return {std::max(width, 96),
          head_height + (count > 0 ? count * row_height + 4 : 0)};
}

std::vector<Schema> schemas_of(const Tables& all) {
  std::vector<Schema> schemas;
  for (std::size_t i = 0; i < all.tables.size(); ++i) {
    const std::string& name = all.tables[i].schema;
    if (schemas.empty() || schemas.back().name != name) {
      schemas.push_back({.name = name});
    }
    schemas.back().tables.push_back(i);
  }
  if (schemas.size() == 1) schemas.clear();
  return schemas;
}

std::vector<Group> groups_of(const std::vector<Schema>& schemas) {
  std::vector<Group> groups;
  for (const Schema& schema : schemas) {
    groups.push_back({.boxes = schema.tables,
                      .width = name_points_of(shown_schema(schema.name))});
  }
  return groups;
}

int height_of(const std::vector<std::size_t>& rows, std::size_t column) {
  const auto row = std::find(rows.begin(), rows.end(), column);
  if (row == rows.end()) return head_height / 2;
  return head_height + static_cast<int>(row - rows.begin()) * row_height +
         row_height / 2 + 2;
}

}  // namespace

std::optional<Columns> columns_named(std::string_view name) {
  if (name == "all") return Columns::all;
  if (name == "keys") return Columns::keys;
  if (name == "none") return Columns::none;
  return std::nullopt;
}

std::string_view to_string(Change change) noexcept {
  switch (change) {
    case Change::added:
      return "added";
    case Change::changed:
      return "changed";
    case Change::removed:
      break;
  }
  return "removed";
}

std::string shown_head(const Table& table) {
  return shortened(shown_text(table.name), most_head_columns);
}

std::string shown_schema(const std::string& name) {
  return shortened(shown_text(name), most_head_columns);
}

std::string shown_name(const Column& column) {
  return shortened(shown_text(column.name), most_name_columns);
}

std::string shown_type(const Column& column) {
  std::string type = shortened(shown_text(column.type), most_type_columns);
  if (column.nullable) type += '?';
  return type;
}

std::string_view key_mark(const Column& column) {
  if (column.primary && column.foreign) return "PK FK";
  return column.primary ? "PK" : column.foreign ? "FK" : "";
}

Drawing draw(Tables tables, Columns columns, Changes changes) {
  Drawing drawing{.columns = columns, .changes = std::move(changes)};
  const KeyPlaces keys = key_places(tables);
  for (std::size_t i = 0; i < tables.tables.size(); ++i) {
    const Table& table = tables.tables[i];
    drawing.rows.push_back(rows_of(table, columns, keys[i]));
    drawing.marks.push_back(marks_width(table, drawing.rows.back()));
    drawing.boxes.push_back(
        box_of(table, drawing.rows.back(), drawing.marks.back()));
  }
  std::vector<Link> links;
  for (const Reference& one : tables.references) {
    links.push_back(
        {{one.from,
          height_of(drawing.rows[one.from], one.from_columns.front())},
         {one.to, height_of(drawing.rows[one.to], one.to_columns.front())}});
  }
  drawing.schemas = schemas_of(tables);
  drawing.layout = lay_out(drawing.boxes, links, groups_of(drawing.schemas));
  drawing.tables = std::move(tables);
  return drawing;
}

}  // namespace godwit::diagram
