// SPDX-License-Identifier: BSL-1.0
#include "change/postgresql/derived_names.h"

#include <algorithm>
#include <string>

#include "change/postgresql/facets.h"

namespace godwit::change::postgresql {
namespace {

using schema::Fact;
using schema::Identity;
using schema::Kind;
using schema::Model;

/// What happens to a table and its columns.
struct RenamedTable {
  Identity before = {};
  Identity after = {};
  std::vector<std::pair<std::string, std::string>> columns = {};
};

bool same_table(const Identity& table, const Identity& part) {
  return table.schema == part.schema && table.name == part.table;
}

bool has_parts(Kind kind) {
  return kind == Kind::table || kind == Kind::domain ||
         kind == Kind::materialized_view;
}

std::vector<RenamedTable> renamed_tables(const Model& from,
                                         const Renames& renames) {
  std::vector<RenamedTable> tables;
  for (const Rename& rename : renames) {
    if (has_parts(rename.to.kind)) tables.push_back({rename.from, rename.to});
  }
  for (const Rename& rename : renames) {
    if (rename.to.kind != Kind::column) continue;
    auto table = std::find_if(tables.begin(), tables.end(),
                              [&](const RenamedTable& one) {
                                return same_table(one.after, rename.to);
                              });
    if (table == tables.end()) {
      const Identity id{Kind::table, rename.to.schema, "", rename.to.table};
      if (from.find(id) == nullptr) continue;
      table = tables.insert(table, {id, id});
    }
    table->columns.emplace_back(rename.from.name, rename.to.name);
  }
  return tables;
}

// "_old" as a whole part of the name.
std::string with_column(std::string name, const std::string& before,
                        const std::string& after) {
  const std::string part = "_" + before;
  for (std::size_t at = name.find(part); at != std::string::npos;
       at = name.find(part, at + 1)) {
    const std::size_t end = at + part.size();
    if (end == name.size() || name[end] == '_') {
      return name.replace(at, part.size(), "_" + after);
    }
  }
  return name;
}

// All that may follow: the table's name, its columns' names, or both.
std::vector<std::string> names_that_follow(const RenamedTable& table,
                                           const std::string& name) {
  std::vector<std::string> found;
  const std::string prefix = table.before.name + "_";
  if (!name.starts_with(prefix)) return found;
  for (const std::string& owner : {table.after.name, table.before.name}) {
    std::string rest = name.substr(table.before.name.size());
    for (const auto& [before, after] : table.columns) {
      rest = with_column(rest, before, after);
    }
    found.push_back(owner + rest);
    found.push_back(owner + name.substr(table.before.name.size()));
  }
  return found;
}

/// Where a part of a table is in the second schema, by another name.
Identity renamed_part(const RenamedTable& table, Identity part,
                      const std::string& name) {
  if (!part.table.empty()) part.table = table.after.name;
  part.schema = table.after.schema;
  part.name = name;
  return part;
}

std::vector<Identity> parts_of_table(const Model& model,
                                     const Identity& table) {
  std::vector<Identity> parts;
  for (const Kind kind : {Kind::constraint, Kind::index}) {
    for (const Fact* part : model.parts_of(table, kind)) {
      parts.push_back(part->id);
    }
  }
  for (const Fact* column : model.parts_of(table, Kind::column)) {
    for (const auto& [needing, needed] : model.needs) {
      if (needed == column->id && needing.kind == Kind::sequence) {
        parts.push_back(needing);
      }
    }
  }
  return parts;
}

}  // namespace

Renames derived_renames(const Model& from, const Model& to,
                        const Renames& renames) {
  Renames derived;
  for (const RenamedTable& table : renamed_tables(from, renames)) {
    for (const Identity& part : parts_of_table(from, table.before)) {
      if (to.find(renamed_part(table, part, part.name)) != nullptr) continue;
      for (const std::string& name : names_that_follow(table, part.name)) {
        const Identity now = renamed_part(table, part, name);
        if (name == part.name || to.find(now) == nullptr) continue;
        Identity before = now;
        before.name = part.name;
        derived.push_back({before, now});
        break;
      }
    }
  }
  return derived;
}

}  // namespace godwit::change::postgresql
