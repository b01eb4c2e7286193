// SPDX-License-Identifier: BSL-1.0
#include "driver/console/console.h"

#include <utility>

#include "driver/console/doors.h"
#include "driver/database_url.h"
#include "driver/driver.h"

namespace godwit::driver::console {
namespace {

using Open = Opened (*)(const driver::DatabaseUrl&, const Opening&);

// Null: Godwit is built without that driver.
Open door_of(std::string_view driver) {
#if GODWIT_WITH_POSTGRESQL
  if (driver == "PostgreSQL") return open_postgresql;
#endif
#if GODWIT_WITH_SQLITE
  if (driver == "SQLite") return open_sqlite;
#endif
#if GODWIT_WITH_LIBSQL
  if (driver == "libSQL") return open_libsql;
#endif
  return nullptr;
}

}  // namespace

Opened open(const driver::DatabaseUrl& url, const Opening& opening) {
  if (const auto linked = driver::linked_driver(url.driver()); !linked) {
    return linked.error();
  }
  return door_of(url.driver().name)(url, opening);
}

std::vector<std::string> Console::take_notices() {
  return std::exchange(notices_, {});
}

Result<Answer> ask(Console& console, const Statement& statement,
                   std::size_t most_rows) {
  Answer answer;
  auto done = console.carry_out(
      statement, {.columns = [&](const auto& names) { answer.names = names; },
                  .row =
                      [&](Values row) {
                        if (answer.rows.size() == most_rows) return false;
                        answer.rows.push_back(std::move(row));
                        return true;
                      }});
  if (!done) return std::move(done).error();
  answer.done = *std::move(done);
  return answer;
}

}  // namespace godwit::driver::console
