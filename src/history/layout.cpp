// SPDX-License-Identifier: BSL-1.0
#include "history/layout.h"

#include <fmt/format.h>

#include "base/sql_names.h"

namespace godwit::history {
namespace {

/// docs/format.md describes the columns; they change only together with
/// `current_format`. This is run as scripts are, so that on PostgreSQL words
/// that are not of the grammar itself say that they are of pg_catalog:
/// search_path may lead to others. What a row of a migration may hold is
/// checked when it is read: PostgreSQL would read and plan a CHECK anew for
/// each row that comes by itself, a tenth of what a small migration takes.
std::string create_tables(const HistoryTable& table) {
  const bool postgresql = table.dialect() == Dialect::postgresql;
  return fmt::format(
      R"(CREATE TABLE {rows} (
  id {text} NOT NULL UNIQUE,
  kind {text} NOT NULL,
  sequence {number} PRIMARY KEY NOT NULL,
  name {text} NOT NULL,
  checksum {text} NOT NULL,
  checksum_algorithm {text} NOT NULL,
  batch bigint NOT NULL,
  applied_at {time} NOT NULL,
  duration_us bigint NOT NULL,
  applied_by {text} NOT NULL,
  baseline_reason {text},
  down_sql {text},
  state {text} NOT NULL,
  statements_done bigint NOT NULL,
  statements_checksum {text} NOT NULL,
  begun_sql {text},
  checkpoint {text},
  worker {text} NOT NULL,
  breaking integer NOT NULL
);
CREATE TABLE {info} (
  only_row integer PRIMARY KEY NOT NULL CHECK (only_row {equals} 1),
  format integer NOT NULL,
  oldest_format integer NOT NULL,
  set_digest {text} NOT NULL,
  set_size bigint NOT NULL,
  protected {text},
  pushed {text}
);
CREATE TABLE {log} (
  number bigint PRIMARY KEY NOT NULL,
  run {text} NOT NULL UNIQUE,
  action {text} NOT NULL,
  state {text} NOT NULL CHECK (state {equals} 'running'
    OR state {equals} 'done' OR state {equals} 'failed'),
  began_at {time} NOT NULL,
  ended_at {time},
  steps {text} NOT NULL,
  steps_done bigint NOT NULL,
  error {text},
  reason {text},
  run_by {text} NOT NULL,
  host {text} NOT NULL,
  program {text} NOT NULL,
  set_digest {text} NOT NULL
);
)",
      fmt::arg("rows", table.rows()), fmt::arg("info", table.info()),
      fmt::arg("log", table.log()),
      fmt::arg("text", postgresql ? "pg_catalog.text" : "text"),
      // Of this type it is SQLite's own number of the row, and no further
      // index.
      fmt::arg("number", postgresql ? "bigint" : "integer"),
      fmt::arg("time", postgresql ? "pg_catalog.timestamptz" : "text"),
      fmt::arg("equals", postgresql ? "OPERATOR(pg_catalog.=)" : "="));
}

}  // namespace

Layout create_layout(const HistoryTable& table, bool schema_exists,
                     const std::optional<std::string>& protection) {
  Layout layout{.sql = create_tables(table)};
  if (table.dialect() == Dialect::postgresql && !schema_exists) {
    layout.sql = fmt::format("CREATE SCHEMA {};\n{}",
                             quoted_name(table.schema()), layout.sql);
  }
  layout.record = {
      {fmt::format("INSERT INTO {} (only_row, format, oldest_format, "
                   "set_digest, set_size, protected) "
                   "VALUES (1, {}, {}, '', 0, $1)",
                   table.info(), current_format, current_format),
       {protection},
       1}};
  return layout;
}

Layout drop_layout(const HistoryTable& table) {
  return {fmt::format("DROP TABLE {};\nDROP TABLE {};\nDROP TABLE {};\n",
                      table.log(), table.info(), table.rows())};
}

driver::Query schema_query(const HistoryTable& table) {
  if (table.dialect() == Dialect::sqlite) return {"SELECT 1"};
  return {"SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = $1",
          {table.schema()}};
}

}  // namespace godwit::history
