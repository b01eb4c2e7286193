// SPDX-License-Identifier: BSL-1.0
#include "run/empty_database.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace godwit::run {
namespace {

using driver::Query;

Query object_in_file(const history::HistoryTable& history) {
  const std::vector<std::string>& own = history.tables();
  return {
      "SELECT 1 FROM sqlite_schema WHERE name NOT GLOB 'sqlite_*' "
      "AND tbl_name NOT IN ($1, $2, $3, $4) LIMIT 1",
      {own.begin(), own.end()}};
}

// Types of tables and of arrays come with others.
Query object_in_schema(const std::string& schema,
                       const history::HistoryTable& history) {
  const std::vector<std::string>& own = history.tables();
  return {
      "WITH mine AS (SELECT n.oid FROM pg_catalog.pg_namespace n "
      "WHERE n.nspname = $1), "
      "objects AS (SELECT c.oid, 'pg_class' AS catalog FROM "
      "pg_catalog.pg_class c JOIN mine ON c.relnamespace = mine.oid "
      "WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND NOT ($1 = $2 AND "
      "c.relname IN ($3, $4, $5)) "
      "UNION ALL SELECT p.oid, 'pg_proc' FROM pg_catalog.pg_proc p "
      "JOIN mine ON p.pronamespace = mine.oid "
      "UNION ALL SELECT t.oid, 'pg_type' FROM pg_catalog.pg_type t "
      "JOIN mine ON t.typnamespace = mine.oid "
      "WHERE t.typtype IN ('d', 'e', 'r')) "
      "SELECT 1 FROM objects o WHERE NOT EXISTS (SELECT 1 FROM "
      "pg_catalog.pg_depend d WHERE d.objid = o.oid AND d.deptype = 'e' AND "
      "d.classid = (SELECT k.oid FROM pg_catalog.pg_class k WHERE k.relname = "
      "o.catalog AND k.relnamespace = (SELECT s.oid FROM "
      "pg_catalog.pg_namespace s WHERE s.nspname = 'pg_catalog'))) LIMIT 1",
      {schema, history.schema(), own[0], own[1], own[2]}};
}

/// Absent: in none, since those of the search path are not there.
Result<std::optional<std::string>> schema_of_session(driver::Session& session) {
  auto rows = session.query(
      {.sql = "SELECT pg_catalog.current_schema()", .pinned = false});
  if (!rows) return std::move(rows).error();
  return std::move((*rows)[0][0]);
}

Result<bool> finds_nothing(driver::Session& session, const Query& query) {
  const auto rows = session.query(query);
  if (!rows) return rows.error();
  return rows->empty();
}

}  // namespace

Result<bool> is_empty_database(driver::Session& session,
                               const history::HistoryTable& history) {
  if (session.dialect() == Dialect::sqlite) {
    return finds_nothing(session, object_in_file(history));
  }
  const auto schema = schema_of_session(session);
  if (!schema) return schema.error();
  if (!*schema) return true;
  return finds_nothing(session, object_in_schema(**schema, history));
}

Result<void> look_whether_empty(driver::Session& session,
                                const MigrationSet& set,
                                const history::HistoryTable& table,
                                RecordedHistory& history) {
  const bool may_be =
      set.snapshot() != nullptr && history.rows() == 0 && !history.own_version;
  if (!may_be) return {};
  const auto empty = is_empty_database(session, table);
  if (!empty) return empty.error();
  history.empty_database = *empty;
  return {};
}

}  // namespace godwit::run
