// SPDX-License-Identifier: BSL-1.0
#include "trial/table_columns.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/sql_names.h"
#include "schema/sqlite_table_text.h"
#include "schema/table_keys.h"
#include "trial/sample_value.h"

namespace godwit::trial {
namespace {

using schema::Fact;
using schema::Kind;
using schema::Model;
using schema::TableKeys;

std::string qualified_name(const Fact& table) {
  const std::string& schema = table.id.schema;
  return quoted_name(schema.empty() ? "main" : schema) + '.' +
         quoted_name(table.name);
}

// Of the places that it refers to one will do.
void add_parent(const Model& model, const TableKeys& keys, const Fact& fact,
                Column& column) {
  for (const schema::ForeignKeyFact& key : keys.foreign) {
    const auto found =
        std::find(key.columns.begin(), key.columns.end(), fact.id.name);
    if (found == key.columns.end()) continue;
    const auto place = static_cast<std::size_t>(found - key.columns.begin());
    column.parent = qualified_name(*model.find(key.references));
    column.parent_column = quoted_name(key.referenced[place]);
    return;
  }
}

// The number that SQLite gives to a row where none is given.
bool is_row_number(const Model& model, const TableKeys& keys,
                   const Fact& column) {
  return model.dialect == Dialect::sqlite &&
         equal_but_for_case(column.aspect("type"), "integer") &&
         keys.primary == schema::KeyColumns{column.id.name};
}

bool has_value_of_its_own(const Fact& column) {
  return column.aspects.contains("default") ||
         column.aspects.contains("generated") ||
         column.aspects.contains("identity");
}

void add_checks(const Model& model, const Fact& fact, Table& table) {
  if (model.dialect == Dialect::sqlite) {
    const bool column = fact.id.kind == Kind::column;
    for (std::string& check :
         schema::only_in_text(fact.text, column ? fact.id.name : "")) {
      table.checks.push_back(std::move(check));
    }
  } else if (fact.aspect("kind") == "c") {
    table.checks.emplace_back(fact.aspect("definition"));
  }
}

Table table_to_fill(const Model& model, const Fact& fact) {
  Table table{.name = qualified_name(fact)};
  const TableKeys keys = schema::keys_of(model, fact.id);
  for (const Fact* part : model.parts_of(fact.id, Kind::column)) {
    add_checks(model, *part, table);
    if (has_value_of_its_own(*part)) continue;
    SampleValue value = sample_value(model, std::string(part->aspect("type")));
    Column column{.name = part->name,
                  .kind = std::move(value.kind),
                  .literal = std::move(value.literal)};
    add_parent(model, keys, *part, column);
    if (column.parent.empty() && is_row_number(model, keys, *part)) continue;
    table.columns.push_back(std::move(column));
  }
  for (const Fact* part : model.parts_of(fact.id, Kind::constraint)) {
    add_checks(model, *part, table);
  }
  return table;
}

}  // namespace

std::vector<Table> tables_to_fill(const Model& model) {
  std::vector<Table> tables;
  for (const auto& [id, fact] : model.facts) {
    if (id.kind != Kind::table || fact.aspects.contains("partition of")) {
      continue;
    }
    tables.push_back(table_to_fill(model, fact));
  }
  return tables;
}

}  // namespace godwit::trial
