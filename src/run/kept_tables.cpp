// SPDX-License-Identifier: BSL-1.0
#include "run/kept_tables.h"

#include <string>

#include "schema/side_table.h"

namespace godwit::run {
namespace {

// Temporary ones are nobody else's.
constexpr std::string_view tables_of_postgresql =
    "SELECT n.nspname, c.relname\n"
    "FROM pg_catalog.pg_class AS c\n"
    "JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace\n"
    "WHERE c.relkind = 'r' AND c.relpersistence <> 't'\n"
    "  AND pg_catalog.starts_with(c.relname::text, 'godwit_')\n"
    "ORDER BY 1, 2";
constexpr std::string_view tables_of_sqlite =
    "SELECT '', lower(name) FROM main.sqlite_master\n"
    "WHERE type = 'table' AND name LIKE 'godwit%' ORDER BY 2";

}  // namespace

Result<std::vector<schema::Identity>> kept_tables(driver::Session& session) {
  const bool is_sqlite = session.dialect() == Dialect::sqlite;
  const auto found =
      session.query({.sql = std::string(is_sqlite ? tables_of_sqlite
                                                  : tables_of_postgresql)});
  if (!found) return found.error();
  std::vector<schema::Identity> tables;
  for (const driver::Row& row : *found) {
    schema::Identity table{.kind = schema::Kind::table,
                           .schema = row[0].value_or(""),
                           .name = row[1].value_or("")};
    if (schema::is_side_table(table)) tables.push_back(std::move(table));
  }
  return tables;
}

}  // namespace godwit::run
