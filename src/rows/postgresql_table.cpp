// SPDX-License-Identifier: BSL-1.0
#include <array>
#include <cmath>
#include <cstdlib>
#include <utility>

#include "base/number.h"
#include "base/sql_names.h"
#include "rows/table.h"

namespace godwit::rows {
namespace {

// One row for each column, and one for a table that has none. A value has an
// order where its type, or what it is an array or a domain of, has one.
constexpr const char* columns_query = R"(
SELECT c.relkind, c.reltuples, a.attname,
       format_type(a.atttypid, a.atttypmod), NOT a.attnotnull,
       pg_get_expr(d.adbin, d.adrelid), a.attgenerated, a.attidentity,
       CASE WHEN b.oid = 'bytea'::regtype THEN 'bytes'
            WHEN b.typlen > 0 OR b.oid IN ('numeric'::regtype,
                 'bpchar'::regtype, 'inet'::regtype, 'cidr'::regtype,
                 'bit'::regtype, 'varbit'::regtype) THEN 'short'
            WHEN b.oid IN ('text'::regtype, 'varchar'::regtype) THEN 'text'
            ELSE 'printed' END,
       e.typtype IN ('e', 'r', 'm') OR EXISTS (
         SELECT FROM pg_opclass o JOIN pg_am m ON m.oid = o.opcmethod
         WHERE m.amname = 'btree' AND o.opcdefault
           AND (o.opcintype = e.oid OR EXISTS (
             SELECT FROM pg_cast k
             WHERE k.castsource = e.oid AND k.casttarget = o.opcintype
               AND k.castmethod = 'b' AND k.castcontext = 'i'))),
       EXISTS (SELECT FROM pg_index x
               WHERE x.indrelid = c.oid AND x.indisvalid AND x.indpred IS NULL
                 AND x.indkey[0] = a.attnum)
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_attribute a
  ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_type b
  ON b.oid = CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END
LEFT JOIN pg_type e
  ON e.oid = CASE WHEN b.typcategory = 'A' AND b.typelem <> 0
                  THEN b.typelem ELSE b.oid END
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE n.nspname = $1 AND c.relname = $2
  AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
ORDER BY a.attnum)";

// The columns of unique indexes whose columns are never NULL, the best first.
// Those of a table say nothing of the rows of tables that inherit from it,
// which are shown with its own.
constexpr const char* keys_query = R"(
SELECT i.indexrelid, i.indisprimary, a.attname
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_index i ON i.indrelid = c.oid
CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k (attnum, place)
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
WHERE n.nspname = $1 AND c.relname = $2 AND k.place <= i.indnkeyatts
  AND i.indisunique AND i.indisvalid AND i.indpred IS NULL
  AND i.indexprs IS NULL
  AND NOT EXISTS (SELECT FROM pg_attribute o
                  WHERE o.attrelid = c.oid AND o.attnum = ANY (i.indkey)
                    AND NOT o.attnotnull)
  AND NOT (c.relkind = 'r' AND EXISTS (SELECT FROM pg_inherits h
                                       WHERE h.inhparent = c.oid))
ORDER BY NOT i.indisprimary, i.indnkeyatts, i.indexrelid, k.place)";

std::string text(const driver::console::Value& value) {
  return value ? value->text : std::string();
}

bool is_true(const driver::console::Value& value) { return text(value) == "t"; }

Shape shape_named(std::string_view name) {
  if (name == "bytes") return Shape::bytes;
  if (name == "text") return Shape::text;
  return name == "printed" ? Shape::printed : Shape::short_value;
}

std::string_view kind_named(std::string_view relkind) {
  if (relkind == "v") return "view";
  if (relkind == "m") return "materialized view";
  return relkind == "f" ? "foreign table" : "table";
}

void set_generated(Column& column, std::string_view generated,
                   std::string_view identity) {
  if (!generated.empty()) {
    column.generated = generated == "v" ? "virtual" : "stored";
    column.locked =
        "the database computes it: " + column.default_value.value_or("");
    column.default_value.reset();
  } else if (identity == "a") {
    column.generated = "identity, always";
    column.locked = "it is GENERATED ALWAYS AS IDENTITY";
  } else if (identity == "d") {
    column.generated = "identity";
  }
}

Column postgresql_column(driver::console::Values& row) {
  Column column{.name = text(row[2]),
                .type = text(row[3]),
                .nullable = is_true(row[4]),
                .shape = shape_named(text(row[8])),
                .comparable = is_true(row[9]),
                .indexed = is_true(row[10])};
  column.binary = column.shape == Shape::bytes;
  if (row[5]) column.default_value = text(row[5]);
  set_generated(column, text(row[6]), text(row[7]));
  return column;
}

void set_key(Table& table, const std::vector<driver::console::Values>& rows) {
  for (const driver::console::Values& row : rows) {
    if (text(row[0]) != text(rows.front()[0])) break;
    table.key.push_back(text(row[2]));
    table.key_kind = is_true(row[1]) ? KeyKind::primary_key : KeyKind::unique;
  }
}

// Negative: nobody has looked at the table yet.
std::optional<std::int64_t> estimate_of(
    const driver::console::Value& reltuples) {
  const double rows = std::strtod(text(reltuples).c_str(), nullptr);
  if (rows < 0) return {};
  return std::llround(rows);
}

}  // namespace

Result<Table> find_postgresql_table(driver::console::Console& console,
                                    const driver::TableName& name) {
  const driver::console::Values parameters = {
      driver::console::Cell{name.schema.empty() ? "public" : name.schema},
      driver::console::Cell{name.name}};
  auto columns =
      driver::console::ask(console, {columns_query, parameters, true});
  if (!columns) return std::move(columns).error();
  if (columns->rows.empty()) return no_such_table(name);
  auto keys = driver::console::ask(console, {keys_query, parameters, true});
  if (!keys) return std::move(keys).error();
  const driver::console::Values& first = columns->rows.front();
  Table table{.name = {parameters[0]->text, name.name},
              .dialect = Dialect::postgresql,
              .reference = quoted_name(parameters[0]->text) + '.' +
                           quoted_name(name.name),
              .kind = std::string(kind_named(text(first[0])))};
  const bool stored = table.kind == "table";
  if (stored) table.estimate = estimate_of(first[1]);
  if (!stored) table.locked = "rows of a " + table.kind + " are only shown";
  for (driver::console::Values& row : columns->rows) {
    if (row[2]) table.columns.push_back(postgresql_column(row));
  }
  set_key(table, keys->rows);
  return table;
}

}  // namespace godwit::rows
