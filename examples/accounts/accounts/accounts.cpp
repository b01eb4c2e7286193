// SPDX-License-Identifier: BSL-1.0
#include "accounts.h"

#include <godwit/godwit.h>

#include <iostream>

namespace accounts {

godwit::Result<Database> open(const std::string& file,
                              godwit::EmbeddedSet set) {
  const godwit::RunReport report = godwit::start("sqlite:" + file, set);
  for (const godwit::StepReport& step : report.done) {
    std::cout << "migrated: " << step.set << ' ' << step.name << '\n';
  }
  if (!report.ok()) return *report.error;
  sqlite3* opened = nullptr;
  sqlite3_open(file.c_str(), &opened);
  return Database(opened, &sqlite3_close);
}

std::optional<std::int64_t> account_of(sqlite3* database,
                                       const std::string& name) {
  // The update changes nothing, and has the row returned that is there.
  constexpr const char* sql =
      "INSERT INTO account (name) VALUES (?) "
      "ON CONFLICT (name) DO UPDATE SET name = name RETURNING id";
  sqlite3_stmt* statement = nullptr;
  sqlite3_prepare_v2(database, sql, -1, &statement, nullptr);
  const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> query(
      statement, &sqlite3_finalize);
  sqlite3_bind_text(statement, 1, name.c_str(), -1, SQLITE_STATIC);
  if (sqlite3_step(statement) != SQLITE_ROW) return std::nullopt;
  return sqlite3_column_int64(statement, 0);
}

}  // namespace accounts
