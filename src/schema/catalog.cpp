// SPDX-License-Identifier: BSL-1.0
#include "schema/catalog.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "schema/sqlite_table_text.h"

namespace godwit::schema {
namespace {

using Description = std::vector<std::string>;

bool is_described(const Identity& id) {
  const bool value = id.kind == Kind::enum_type && !id.table.empty();
  return !value && id.kind != Kind::comment && id.kind != Kind::privilege &&
         id.kind != Kind::default_privilege;
}

// What a fact is told of: itself, or what it is a part of.
std::string object_of(const Model& model, const Fact& fact) {
  const Fact* owner = model.owner_of(fact.id);
  Identity id = owner != nullptr ? owner->id : fact.id;
  if (owner != nullptr || fact.id.table.empty()) {
    id.name = (owner != nullptr ? *owner : fact).name;
  } else {
    id = {.kind = Kind::table, .schema = id.schema, .name = id.table};
  }
  if (id.kind == Kind::virtual_table) id.kind = Kind::table;
  return label(id);
}

// A text of several lines becomes several lines. How those of a function are
// indented is no part of what it does.
void add_lines(std::string_view text, Description& lines) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = trimmed(text.substr(0, end));
    if (!line.empty()) lines.emplace_back(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

// What is told by the definition, or is how a column was written.
bool is_told_elsewhere(const Fact& fact, std::string_view aspect) {
  constexpr auto told = std::to_array<std::string_view>(
      {"definition", "name", "kind", "columns", "table"});
  return fact.id.kind == Kind::function || fact.id.kind == Kind::aggregate ||
         std::find(told.begin(), told.end(), aspect) != told.end();
}

// Such as "not null" or "default 'x'".
std::string described(std::string_view aspect, std::string_view value) {
  return value.empty() || value == "yes" ? std::string(aspect)
                                         : fmt::format("{} {}", aspect, value);
}

// In one line, the type first.
std::string column_line(const Fact& column, std::string_view type) {
  std::string line = fmt::format("column {} {}", column.id.name, type);
  for (const auto& [name, value] : column.aspects) {
    if (name == "type" || is_told_elsewhere(column, name)) continue;
    line += ' ' + described(name, value);
  }
  return line;
}

void add_aspects(const Fact& fact, Description& lines) {
  const std::string part =
      fact.id.table.empty()
          ? std::string()
          : fmt::format("{} {} ", to_string(fact.id.kind), fact.id.name);
  for (const auto& [name, value] : fact.aspects) {
    if (is_told_elsewhere(fact, name)) continue;
    lines.push_back(part + described(name, value));
  }
}

void describe_in_postgresql(const Fact& fact, Description& lines) {
  if (fact.id.kind == Kind::column) {
    lines.push_back(column_line(fact, fact.aspect("type")));
    return;
  }
  const std::string_view definition = fact.aspect("definition");
  if (fact.id.kind == Kind::constraint) {
    add_lines(fmt::format("constraint {} {}", fact.id.name, definition), lines);
  } else {
    add_lines(definition, lines);
  }
  add_aspects(fact, lines);
}

// What SQLite has understood of a table, and of its text only the rest, since
// many texts make the same table.
void describe_in_sqlite(const Fact& fact, Description& lines) {
  if (fact.id.kind == Kind::table) {
    std::string_view options = fact.aspect("options");
    if (!options.empty()) lines.emplace_back(options);
    Description keys;
    add_lines(lower(fact.aspect("foreign keys")), keys);
    for (const std::string& key : keys) lines.push_back("references " + key);
    return;
  }
  const bool column = fact.id.kind == Kind::column;
  if (column) lines.push_back(column_line(fact, lower(fact.aspect("type"))));
  if (column || fact.id.kind == Kind::constraint) {
    for (std::string& line :
         only_in_text(fact.text, column ? fact.id.name : "")) {
      lines.push_back(std::move(line));
    }
  } else {
    lines.emplace_back(fact.aspect("definition"));
  }
}

}  // namespace

Catalog catalog_of(const Model& model) {
  Catalog catalog;
  for (const auto& [id, fact] : model.facts) {
    if (!is_described(id)) continue;
    Description& lines = catalog[object_of(model, fact)];
    if (model.dialect == Dialect::sqlite) {
      describe_in_sqlite(fact, lines);
    } else {
      describe_in_postgresql(fact, lines);
    }
  }
  if (model.dialect == Dialect::sqlite) {
    for (auto& [object, lines] : catalog) std::sort(lines.begin(), lines.end());
  }
  return catalog;
}

}  // namespace godwit::schema
