// SPDX-License-Identifier: BSL-1.0
#include "change/postgresql/portions.h"

#include <fmt/format.h>

namespace godwit::change::postgresql {
namespace {

constexpr int rows_of_a_portion = 1000;

}  // namespace

std::string key_column(const Model& model, const Identity& table) {
  for (const Fact* key : model.parts_of(table, Kind::constraint)) {
    if (key->aspect("kind") != "p") continue;
    const std::string_view text = key->aspect("definition");
    const std::size_t begin = text.find('(') + 1;
    const std::string_view columns = text.substr(begin, text.find(')') - begin);
    return columns.find(',') == columns.npos ? std::string(columns) : "";
  }
  return "";
}

std::string in_portions(std::string_view table, std::string_view key,
                        std::string_view update, std::string_view condition) {
  if (key.empty()) return fmt::format("{} WHERE {}", update, condition);
  // The keys are taken down first: each COMMIT would end a cursor.
  return fmt::format(
      "DO $$\n"
      "DECLARE\n"
      "  first_key {0}.{1}%TYPE;\n"
      "  last_key {0}.{1}%TYPE;\n"
      "BEGIN\n"
      "  FOR first_key, last_key IN\n"
      "    SELECT k, coalesce(upto, greatest_k)\n"
      "    FROM (SELECT {1} AS k, row_number() OVER by_key AS n,\n"
      "        lead({1}, {3}) OVER by_key AS upto,\n"
      "        last_value({1}) OVER (by_key ROWS BETWEEN UNBOUNDED PRECEDING\n"
      "          AND UNBOUNDED FOLLOWING) AS greatest_k\n"
      "      FROM {0} WINDOW by_key AS (ORDER BY {1})) AS numbered\n"
      "    WHERE n % {2} = 1 ORDER BY k\n"
      "  LOOP\n"
      "    {4}\n"
      "    WHERE {1} BETWEEN first_key AND last_key AND {5};\n"
      "    COMMIT;\n"
      "  END LOOP;\n"
      "END\n$$",
      table, key, rows_of_a_portion, rows_of_a_portion - 1, update, condition);
}

}  // namespace godwit::change::postgresql
