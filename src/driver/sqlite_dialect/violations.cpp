// SPDX-License-Identifier: BSL-1.0
#include "driver/sqlite_dialect/violations.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "base/errors.h"

namespace godwit::driver::sqlite {
namespace {

constexpr std::size_t most_listed = 5;

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

std::set<std::string> table_names(const AskRows& ask) {
  std::set<std::string> names;
  for (const Row& row : ask({.sql = "SELECT name FROM main.sqlite_master "
                                    "WHERE type = 'table'"})) {
    names.insert(row[0].value_or(""));
  }
  return names;
}

bool is_renamed(const Violation& old, const Violation& now,
                const std::set<std::string>& tables) {
  if (old.row != now.row) return false;
  const bool child = old.parent == now.parent && !tables.contains(old.table);
  const bool parent = old.table == now.table && !tables.contains(old.parent);
  return child || parent;
}

}  // namespace

// Table by table, so that a table that cannot be checked hides no other.
std::vector<Violation> find_violations(const AskRows& ask) {
  const Rows tables =
      ask({.sql = "SELECT DISTINCT m.name FROM main.sqlite_master AS m, "
                  "pragma_foreign_key_list(m.name, 'main') "
                  "WHERE m.type = 'table'"});
  std::vector<Violation> violations;
  for (const Row& table : tables) {
    const Rows rows = ask({.sql = "SELECT \"table\", rowid, parent "
                                  "FROM pragma_foreign_key_check($1, 'main')",
                           .parameters = {table[0]}});
    std::transform(rows.begin(), rows.end(), std::back_inserter(violations),
                   violation_of);
  }
  std::sort(violations.begin(), violations.end());
  return violations;
}

std::vector<Violation> new_violations(const AskRows& ask,
                                      const std::vector<Violation>& before,
                                      const std::vector<Violation>& after) {
  const std::set<std::string> tables = table_names(ask);
  std::vector<Violation> gone;
  std::set_difference(before.begin(), before.end(), after.begin(), after.end(),
                      std::back_inserter(gone));
  std::vector<Violation> added;
  std::set_difference(after.begin(), after.end(), before.begin(), before.end(),
                      std::back_inserter(added));
  std::erase_if(added, [&](const Violation& violation) {
    const auto same =
        std::find_if(gone.begin(), gone.end(), [&](const Violation& old) {
          return is_renamed(old, violation, tables);
        });
    if (same == gone.end()) return false;
    gone.erase(same);
    return true;
  });
  return added;
}

Error foreign_key_violation(const std::vector<Violation>& added) {
  Error error = make_error(
      ErrorCode::foreign_key_violation,
      fmt::format(
          "rows that point to rows that do not exist are left behind: {}",
          added.size()),
      "delete or mend these rows in the migration itself");
  const std::size_t listed = std::min(added.size(), most_listed);
  for (std::size_t i = 0; i < listed; ++i) {
    error.notes.push_back(describe(added[i]));
  }
  return error;
}

}  // namespace godwit::driver::sqlite
