// SPDX-License-Identifier: BSL-1.0
#include <algorithm>

#include "schema/dialect_catalogs.h"
#include "schema/sqlite_table_text.h"

namespace godwit::schema {
namespace {

// Of an object: what it is, its name, the table that it belongs to, its text.
constexpr const char* objects = R"(
SELECT type, name, tbl_name, sql
FROM sqlite_schema
WHERE name NOT LIKE 'sqlite!_%' ESCAPE '!'
ORDER BY type, name)";

// Tables of their own, which belong to virtual ones, are made with those.
constexpr const char* lines_of_tables = R"(
SELECT t.name,
  printf('column %s %s%s%s%s', lower(c.name), lower(c.type),
    iif(c."notnull", ' not null', ''),
    iif(c.pk, printf(' primary key %d', c.pk), ''),
    iif(c.dflt_value IS NULL, '', ' default ' || c.dflt_value))
FROM sqlite_schema AS t JOIN pragma_table_xinfo(t.name) AS c
WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite!_%' ESCAPE '!'
UNION ALL
SELECT t.name,
  printf('foreign key (%s) references %s (%s) on update %s on delete %s',
    group_concat(lower(f."from"), ', '), lower(f."table"),
    coalesce(group_concat(lower(f."to"), ', '), ''),
    lower(f.on_update), lower(f.on_delete))
FROM sqlite_schema AS t JOIN pragma_foreign_key_list(t.name) AS f
WHERE t.type = 'table'
GROUP BY t.name, f.id
UNION ALL
SELECT t.name, printf('unique (%s)', (
  SELECT group_concat(lower(i.name), ', ') FROM pragma_index_info(l.name) AS i))
FROM sqlite_schema AS t JOIN pragma_index_list(t.name) AS l
WHERE t.type = 'table' AND l.origin = 'u')";

using driver::Row;
using driver::Rows;

const std::string& text(const std::optional<std::string>& value) {
  static const std::string none;
  return value ? *value : none;
}

// Whatever belongs to a table is among the lines of it.
void add_object(const Row& row, Catalog& catalog) {
  const std::string& type = text(row[0]);
  if (type == "table") {
    auto& lines = catalog["table " + text(row[1])];
    for (std::string& line : only_in_text(text(row[3]))) {
      lines.push_back(std::move(line));
    }
  } else if (type == "view") {
    catalog["view " + text(row[1])].push_back(normalised(text(row[3])));
  } else {
    catalog["table " + text(row[2])].push_back(normalised(text(row[3])));
  }
}

}  // namespace

Result<Catalog> read_sqlite_catalog(driver::Session& session) {
  auto found = session.query({.sql = objects});
  if (!found) return std::move(found).error();
  auto lines = session.query({.sql = lines_of_tables});
  if (!lines) return std::move(lines).error();
  Catalog catalog;
  for (const Row& row : *found) add_object(row, catalog);
  for (const Row& row : *lines) {
    catalog["table " + text(row[0])].push_back(text(row[1]));
  }
  for (auto& [name, description] : catalog) {
    std::sort(description.begin(), description.end());
  }
  return catalog;
}

}  // namespace godwit::schema
