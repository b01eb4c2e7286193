// SPDX-License-Identifier: BSL-1.0
#include "driver/together.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>

#include "sql/terminated.h"

namespace godwit::driver {
namespace {

// SQLite takes 500, if nobody has lowered that.
constexpr std::size_t most_in_a_statement = 100;

std::string united(std::span<const std::string> selects) {
  std::string sql;
  for (const std::string& select : selects) {
    if (!sql.empty()) sql += " UNION ALL ";
    sql += select;
  }
  return sql;
}

}  // namespace

Result<Rows> rows_of_all(Session& session,
                         std::span<const std::string> selects) {
  Rows all;
  while (!selects.empty()) {
    const std::size_t count = std::min(selects.size(), most_in_a_statement);
    auto rows =
        session.query({.sql = united(selects.first(count)), .pinned = false});
    if (!rows) return rows;
    std::move(rows->begin(), rows->end(), std::back_inserter(all));
    selects = selects.subspan(count);
  }
  return all;
}

bool done_together(Session& session, std::span<const std::string> statements) {
  if (session.dialect() == Dialect::sqlite || statements.empty()) return false;
  std::string message;
  for (const std::string& statement : statements) {
    message += sql::terminated(statement, session.dialect()) + '\n';
  }
  return session.query({.sql = std::move(message), .pinned = false}).ok();
}

}  // namespace godwit::driver
