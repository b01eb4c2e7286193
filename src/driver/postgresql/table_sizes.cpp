// SPDX-License-Identifier: BSL-1.0
#include "driver/postgresql/table_sizes.h"

#include <fmt/format.h>

#include "base/number.h"

namespace godwit::driver::postgresql {
namespace {

// The rows of a partitioned table are those of its partitions. Before
// PostgreSQL 14 zero stood for a table that nobody had looked at, too, so what
// has no pages yet is asked of the statistics collector. The size by pages is
// that of the last look; pg_total_relation_size() would wait for whoever has
// the table locked.
constexpr std::string_view sizes_of = R"(
SELECT w.number, sum(greatest(l.reltuples, 0))::bigint,
  sum(s.n_live_tup)::bigint, max(l.reltuples)::bigint, sum(l.relpages)::bigint,
  sum(l.relpages::bigint
    * pg_catalog.current_setting('block_size')::bigint)::bigint
FROM (VALUES {}) AS w (number, schema, name)
JOIN pg_catalog.pg_namespace AS n ON true
JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND {}
CROSS JOIN LATERAL (
  SELECT c.oid AS oid WHERE c.relkind <> 'p'
  UNION ALL
  SELECT relid FROM pg_catalog.pg_partition_tree(c.oid)
  WHERE isleaf AND c.relkind = 'p') AS leaf
JOIN pg_catalog.pg_class AS l ON l.oid = leaf.oid
LEFT JOIN pg_catalog.pg_stat_all_tables AS s ON s.relid = l.oid
WHERE c.relkind IN ('r', 'p', 'm')
GROUP BY w.number, c.oid ORDER BY w.number)";

std::optional<std::int64_t> number(const std::optional<std::string>& text) {
  return text ? parse_number<std::int64_t>(*text) : std::nullopt;
}

TableSize size_of(const Row& row) {
  const bool looked_at = number(row[3]).value_or(-1) > 0 ||
                         (number(row[3]) == 0 && number(row[4]) > 0);
  const auto rows = number(looked_at ? row[1] : row[2]);
  if (!looked_at && rows.value_or(0) == 0) return {};
  return {.rows = rows,
          .from = RowsFrom::statistics,
          .bytes = looked_at ? number(row[5]) : std::nullopt};
}

}  // namespace

const char* const is_wanted_table =
    "c.relname = w.name AND ((w.schema <> '' AND n.nspname = w.schema) OR "
    "(w.schema = '' AND (pg_catalog.pg_table_is_visible(c.oid) "
    "OR (n.nspname = 'public' AND NOT EXISTS (SELECT FROM pg_catalog.pg_class "
    "AS v WHERE v.relname = w.name "
    "AND pg_catalog.pg_table_is_visible(v.oid))))))";

std::string values_of(std::span<const TableName> tables, Query& query) {
  std::string values;
  for (std::size_t i = 0; i < tables.size(); ++i) {
    const std::size_t first = query.parameters.size() + 1;
    values += fmt::format("{}({}, ${}::text, ${}::text)", i == 0 ? "" : ", ", i,
                          first, first + 1);
    query.parameters.emplace_back(tables[i].schema);
    query.parameters.emplace_back(tables[i].name);
  }
  return values;
}

Result<std::vector<TableSize>> table_sizes(Session& session,
                                           std::span<const TableName> tables) {
  std::vector<TableSize> sizes(tables.size());
  if (tables.empty()) return sizes;
  Query query{.pinned = false};
  query.sql = fmt::format(sizes_of, values_of(tables, query), is_wanted_table);
  const auto rows = session.query(query);
  if (!rows) return rows.error();
  for (const Row& row : *rows) {
    const auto at = number(row[0]);
    if (at) sizes[static_cast<std::size_t>(*at)] = size_of(row);
  }
  return sizes;
}

}  // namespace godwit::driver::postgresql
