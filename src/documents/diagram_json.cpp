// SPDX-License-Identifier: BSL-1.0
#include "documents/diagram_json.h"

#include <string>
#include <vector>

namespace godwit::documents {
namespace {

using report::Json;
using report::or_null;

Json json_of(const diagram::Column& column) {
  return {{"name", column.name},
          {"type", column.type},
          {"nullable", column.nullable},
          {"default", or_null(column.value)},
          {"generated", or_null(column.generated)},
          {"key", column.primary},
          {"foreign", column.foreign},
          {"comment", or_null(column.comment)}};
}

Json indexes_of(const diagram::Table& table) {
  Json all = Json::array();
  for (const diagram::Part& part : table.indexes) {
    all.push_back({{"name", part.name},
                   {"definition", part.definition},
                   {"unique", part.kind == "unique"}});
  }
  return all;
}

Json parts_of(const std::vector<diagram::Part>& parts) {
  Json all = Json::array();
  for (const diagram::Part& part : parts) {
    Json one;
    one["name"] = or_null(part.name);
    if (!part.kind.empty()) one["kind"] = part.kind;
    one["definition"] = part.definition;
    all.push_back(std::move(one));
  }
  return all;
}

Json json_of(const diagram::Table& table) {
  Json json = {{"id", table.reference},
               {"schema", or_null(table.schema)},
               {"name", table.name},
               {"kind", diagram::kind_of(table)},
               {"comment", or_null(table.comment)}};
  json["columns"] = Json::array();
  for (const diagram::Column& column : table.columns) {
    json["columns"].push_back(json_of(column));
  }
  json["indexes"] = indexes_of(table);
  json["constraints"] = parts_of(table.constraints);
  json["triggers"] = parts_of(table.triggers);
  json["others"] = parts_of(table.others);
  json["definition"] = or_null(table.definition);
  json["partitions"] = table.partitions;
  return json;
}

Json names_of(const diagram::Table& table,
              const std::vector<std::size_t>& columns) {
  Json names = Json::array();
  for (const std::size_t column : columns) {
    names.push_back(table.columns[column].name);
  }
  return names;
}

Json edge_of(const diagram::Drawing& drawing, std::size_t number) {
  const diagram::Reference& one = drawing.tables.references[number];
  const diagram::Table& from = drawing.tables.tables[one.from];
  const diagram::Table& to = drawing.tables.tables[one.to];
  Json edge = {{"name", or_null(one.name)},
               {"from", from.reference},
               {"from_columns", names_of(from, one.from_columns)},
               {"to", to.reference},
               {"to_columns", names_of(to, one.to_columns)},
               {"on_update", or_null(one.on_update)},
               {"on_delete", or_null(one.on_delete)},
               {"unique", one.unique},
               {"optional", one.optional}};
  edge["points"] = Json::array();
  for (const diagram::Point& point : drawing.layout.links[number]) {
    edge["points"].push_back(Json::array({point.x, point.y}));
  }
  return edge;
}

Json groups_of(const diagram::Drawing& drawing) {
  Json groups = Json::array();
  for (std::size_t i = 0; i < drawing.schemas.size(); ++i) {
    const auto& [corner, size] = drawing.layout.frames[i];
    groups.push_back({{"name", drawing.schemas[i].name},
                      {"x", corner.x},
                      {"y", corner.y},
                      {"width", size.width},
                      {"height", size.height}});
  }
  return groups;
}

}  // namespace

report::Json diagram_json(const diagram::Drawing& drawing) {
  Json json;
  json["tables"] = Json::array();
  for (std::size_t i = 0; i < drawing.boxes.size(); ++i) {
    const diagram::Table& table = drawing.tables.tables[i];
    Json one = json_of(table);
    one["rows"] = drawing.rows[i];
    one["x"] = drawing.layout.boxes[i].x;
    one["y"] = drawing.layout.boxes[i].y;
    one["width"] = drawing.boxes[i].width;
    one["height"] = drawing.boxes[i].height;
    const auto change = drawing.changes.find(table.id);
    if (change != drawing.changes.end()) {
      one["change"] = to_string(change->second);
    }
    json["tables"].push_back(std::move(one));
  }
  json["edges"] = Json::array();
  for (std::size_t i = 0; i < drawing.layout.links.size(); ++i) {
    json["edges"].push_back(edge_of(drawing, i));
  }
  json["groups"] = groups_of(drawing);
  json["width"] = drawing.layout.width;
  json["height"] = drawing.layout.height;
  return json;
}

}  // namespace godwit::documents
