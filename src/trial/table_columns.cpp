// SPDX-License-Identifier: BSL-1.0
#include "trial/table_columns.h"

#include "schema/sqlite_table_text.h"

namespace godwit::trial {
namespace {

using driver::Row;

// Of each table and column: table, column, kind, literal, parent, its column.
// A table without columns to name has one row with none. A text is '1', which
// is also what migrations may take it for: a number, a version, JSON.
constexpr const char* sqlite_columns = R"(
SELECT printf('"main"."%w"', t.name), c.name,
  CASE WHEN c.type LIKE '%bool%' OR c.type LIKE '%int%' THEN 'number'
    WHEN c.type LIKE '%date%' OR c.type LIKE '%time%' OR c.type LIKE '%json%'
      THEN 'other'
    WHEN c.type LIKE '%blob%' THEN 'bytes'
    WHEN c.type LIKE '%char%' OR c.type LIKE '%clob%' OR c.type LIKE '%text%'
      OR c.type = '' THEN 'text'
    ELSE 'number' END,
  CASE WHEN c.type LIKE '%bool%' OR c.type LIKE '%int%' THEN '1'
    WHEN c.type LIKE '%date%' OR c.type LIKE '%time%'
      THEN '''2024-01-01 00:00:00'''
    WHEN c.type LIKE '%blob%' THEN 'x''01'''
    WHEN c.type LIKE '%json%' THEN '''{}'''
    WHEN c.type LIKE '%char%' OR c.type LIKE '%clob%' OR c.type LIKE '%text%'
      OR c.type = '' THEN '''1'''
    ELSE '1' END,
  iif(f.id IS NULL, NULL, printf('"main"."%w"', f."table")),
  printf('"%w"', coalesce(f."to", (SELECT p.name
    FROM pragma_table_info(f."table") AS p WHERE p.pk = f.seq + 1)))
FROM pragma_table_list AS t
LEFT JOIN pragma_table_xinfo(t.name) AS c ON c.hidden = 0
  AND c.dflt_value IS NULL AND NOT (c.pk = 1 AND c.type LIKE 'integer'
    AND NOT EXISTS (SELECT 1 FROM pragma_table_info(t.name) WHERE pk = 2)
    AND NOT EXISTS (SELECT 1 FROM pragma_foreign_key_list(t.name)
      WHERE "from" = c.name))
LEFT JOIN pragma_foreign_key_list(t.name) AS f ON f."from" = c.name
WHERE t.schema = 'main' AND t.type = 'table'
  AND t.name NOT LIKE 'sqlite!_%' ESCAPE '!'
ORDER BY t.name, c.cid, f.id)";

constexpr const char* postgresql_columns = R"(
WITH tables AS (
  SELECT c.oid, format('"%s"."%s"', replace(n.nspname, '"', '""'),
    replace(c.relname, '"', '""')) AS name
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
    AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
), col AS (
  SELECT a.*, b.typname, b.typcategory, b.typtype AS base_kind, b.oid AS base
  FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
    JOIN pg_type b ON b.oid = CASE t.typtype WHEN 'd' THEN t.typbasetype
      ELSE t.oid END
  WHERE a.attnum > 0 AND NOT a.attisdropped AND NOT a.atthasdef
    AND a.attidentity = ''
)
SELECT c.name, a.attname,
  CASE WHEN a.typcategory = 'N' THEN 'number'
    WHEN a.typcategory = 'S' THEN 'text'
    WHEN a.typname = 'bytea' THEN 'bytes' ELSE 'other' END,
  CASE WHEN a.base_kind = 'e' THEN (SELECT quote_literal(enumlabel)
      FROM pg_enum WHERE enumtypid = a.base ORDER BY enumsortorder LIMIT 1)
    WHEN a.typname = 'uuid' THEN '''00000000-0000-0000-0000-000000000001'''
    WHEN a.typname IN ('json', 'jsonb') THEN '''{}'''
    WHEN a.typname = 'bytea' THEN '''\x01'''
    WHEN a.typname = 'xml' THEN '''<a/>'''
    WHEN a.typname LIKE 'macaddr%' THEN '''08:00:2b:01:02:03:04:05'''
    WHEN a.typname = 'bit' THEN 'B''' || repeat('1', a.atttypmod) || ''''
    WHEN a.typcategory = 'N' THEN '1'
    WHEN a.typcategory = 'B' THEN 'true'
    WHEN a.typname LIKE 'time%' AND a.typcategory = 'D'
      AND a.typname NOT LIKE 'timestamp%' THEN '''00:00'''
    WHEN a.typcategory = 'D' THEN '''2024-01-01'''
    WHEN a.typcategory = 'T' THEN '''1 day'''
    WHEN a.typcategory = 'A' THEN '''{}'''
    WHEN a.typcategory = 'R' THEN '''empty'''
    WHEN a.typcategory = 'I' THEN '''127.0.0.1'''
    WHEN a.typcategory = 'G' THEN '''((0,0),(1,1))'''
    WHEN a.typcategory = 'C' THEN 'NULL'
    ELSE '''1''' END,
  (SELECT name FROM tables WHERE oid = k.confrelid),
  (SELECT quote_ident(p.attname) FROM pg_attribute p
    WHERE p.attrelid = k.confrelid
      AND p.attnum = k.confkey[array_position(k.conkey, a.attnum)])
FROM tables c
LEFT JOIN col a ON a.attrelid = c.oid
LEFT JOIN pg_constraint k ON k.conrelid = c.oid AND k.contype = 'f'
  AND a.attnum = ANY (k.conkey)
ORDER BY c.name, a.attnum, k.conname)";

constexpr const char* sqlite_texts = R"(
SELECT printf('"main"."%w"', name), sql FROM sqlite_schema
WHERE type = 'table' AND sql IS NOT NULL)";

constexpr const char* postgresql_checks = R"(
SELECT format('"%s"."%s"', replace(n.nspname, '"', '""'),
  replace(c.relname, '"', '""')), pg_get_constraintdef(k.oid)
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE k.contype = 'c')";

void add_column(const Row& row, std::vector<Column>& columns) {
  if (!row[1]) return;
  // It refers to several places, of which one will do.
  if (!columns.empty() && columns.back().name == *row[1]) return;
  columns.push_back({.name = *row[1],
                     .kind = row[2].value_or(""),
                     .literal = row[3].value_or("NULL"),
                     .parent = row[4].value_or(""),
                     .parent_column = row[5].value_or("")});
}

std::vector<Table> tables_of(const driver::Rows& rows) {
  std::vector<Table> tables;
  for (const Row& row : rows) {
    if (tables.empty() || tables.back().name != row[0]) {
      tables.push_back({.name = row[0].value_or("")});
    }
    add_column(row, tables.back().columns);
  }
  return tables;
}

void add_checks(const driver::Rows& rows, bool whole_tables,
                std::vector<Table>& tables) {
  for (const Row& row : rows) {
    for (Table& table : tables) {
      if (table.name != row[0]) continue;
      const std::string& text = row[1].value_or("");
      const std::vector<std::string> found =
          whole_tables ? schema::only_in_text(text)
                       : std::vector<std::string>{text};
      table.checks.insert(table.checks.end(), found.begin(), found.end());
    }
  }
}

}  // namespace

Result<std::vector<Table>> read_tables(driver::Session& session) {
  const bool sqlite = session.dialect() == Dialect::sqlite;
  const auto columns =
      session.query({.sql = sqlite ? sqlite_columns : postgresql_columns});
  if (!columns) return columns.error();
  const auto checks =
      session.query({.sql = sqlite ? sqlite_texts : postgresql_checks});
  if (!checks) return checks.error();
  std::vector<Table> tables = tables_of(*columns);
  add_checks(*checks, sqlite, tables);
  return tables;
}

}  // namespace godwit::trial
