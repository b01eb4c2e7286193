// SPDX-License-Identifier: BSL-1.0
#include "driver/sqlite/foreign_keys.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/errors.h"
#include "driver/sqlite/statement.h"

namespace godwit::driver::sqlite {
namespace {

constexpr std::size_t most_listed = 5;

Rows fetch_or_nothing(sqlite3* db, const Query& query) {
  Patience none{std::chrono::milliseconds(0)};
  Result<Rows> rows = fetch(db, query, none);
  return rows ? *std::move(rows) : Rows{};
}

Violation violation_of(const Row& row) {
  return {row[0].value_or(""), row[1].value_or(""), row[2].value_or("")};
}

std::string describe(const Violation& violation) {
  const std::string row =
      violation.row.empty() ? "a row" : fmt::format("row {}", violation.row);
  return fmt::format(
      "{} of \"{}\" points to a row of \"{}\" that does not exist", row,
      violation.table, violation.parent);
}

}  // namespace

// Table by table, so that a table that cannot be checked hides no other.
std::vector<Violation> find_violations(sqlite3* db) {
  const Rows tables = fetch_or_nothing(
      db, {.sql = "SELECT DISTINCT m.name FROM main.sqlite_master AS m, "
                  "pragma_foreign_key_list(m.name, 'main') "
                  "WHERE m.type = 'table'"});
  std::vector<Violation> violations;
  for (const Row& table : tables) {
    const Rows rows = fetch_or_nothing(
        db, {.sql = "SELECT \"table\", rowid, parent "
                    "FROM pragma_foreign_key_check($1, 'main')",
             .parameters = {table[0]}});
    std::transform(rows.begin(), rows.end(), std::back_inserter(violations),
                   violation_of);
  }
  std::sort(violations.begin(), violations.end());
  return violations;
}

Error foreign_key_violation(const std::vector<Violation>& before,
                            const std::vector<Violation>& after) {
  std::vector<Violation> added;
  std::set_difference(after.begin(), after.end(), before.begin(), before.end(),
                      std::back_inserter(added));
  Error error = make_error(
      ErrorCode::foreign_key_violation,
      fmt::format(
          "rows that point to rows that do not exist are left behind: {}",
          after.size() - before.size()),
      "delete or mend these rows in the migration itself");
  const std::size_t listed = std::min(added.size(), most_listed);
  for (std::size_t i = 0; i < listed; ++i) {
    error.notes.push_back(describe(added[i]));
  }
  return error;
}

}  // namespace godwit::driver::sqlite
