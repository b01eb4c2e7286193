// SPDX-License-Identifier: BSL-1.0
#include "driver/sqlite/foreign_keys.h"

#include <utility>

#include "driver/sqlite/statement.h"

namespace godwit::driver::sqlite {
namespace {

AskRows rows_of(sqlite3* db) {
  return [db](const Query& query) {
    Patience none{std::chrono::milliseconds(0)};
    Result<Rows> rows = fetch(db, query, none);
    return rows ? *std::move(rows) : Rows{};
  };
}

}  // namespace

std::vector<Violation> find_violations(sqlite3* db) {
  return find_violations(rows_of(db));
}

std::vector<Violation> new_violations(sqlite3* db,
                                      const std::vector<Violation>& before,
                                      const std::vector<Violation>& after) {
  return new_violations(rows_of(db), before, after);
}

}  // namespace godwit::driver::sqlite
