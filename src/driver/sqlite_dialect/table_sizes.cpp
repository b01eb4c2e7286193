// SPDX-License-Identifier: BSL-1.0
#include "driver/sqlite_dialect/table_sizes.h"

#include <fmt/format.h>

#include "base/number.h"
#include "base/sql_names.h"

namespace godwit::driver::sqlite {
namespace {

// Takes some milliseconds.
constexpr std::int64_t most_counted = 100000;

std::string schema_of(const TableName& table) {
  return quoted_name(table.schema.empty() ? "main" : table.schema);
}

// "1000 20 1": the first is the number of rows. Where ANALYZE has not been run
// there is no such table.
std::optional<std::int64_t> analysed(Session& session, const TableName& table) {
  const auto rows = session.query(
      {fmt::format("SELECT stat FROM {}.sqlite_stat1 WHERE lower(tbl) = $1 "
                   "ORDER BY idx IS NOT NULL LIMIT 1",
                   schema_of(table)),
       {table.name}});
  if (!rows || rows->empty() || !rows->front()[0]) return std::nullopt;
  const std::string& stat = *rows->front()[0];
  return parse_number<std::int64_t>(stat.substr(0, stat.find(' ')));
}

TableSize counted(Session& session, const TableName& table) {
  const auto rows = session.query({fmt::format(
      "SELECT count(*) FROM (SELECT 1 FROM {}.{} LIMIT {})", schema_of(table),
      quoted_name(table.name), most_counted + 1)});
  if (!rows || rows->empty()) return {};
  const auto count = parse_number<std::int64_t>(*rows->front()[0]);
  if (!count) return {};
  if (*count > most_counted) {
    return {.rows = most_counted, .from = RowsFrom::at_least};
  }
  return {.rows = count, .from = RowsFrom::count};
}

}  // namespace

Result<std::vector<TableSize>> table_sizes(Session& session,
                                           std::span<const TableName> tables) {
  std::vector<TableSize> sizes;
  for (const TableName& table : tables) {
    const auto rows = analysed(session, table);
    sizes.push_back(rows ? TableSize{.rows = rows, .from = RowsFrom::statistics}
                         : counted(session, table));
  }
  return sizes;
}

}  // namespace godwit::driver::sqlite
