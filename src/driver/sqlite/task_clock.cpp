// SPDX-License-Identifier: BSL-1.0
#include "driver/sqlite/task_clock.h"

#include "driver/sqlite/statement.h"

namespace godwit::driver::sqlite {
namespace {

constexpr const char* function = "godwit_elapsed_us";

void elapsed_us(sqlite3_context* context, int, sqlite3_value**) {
  const auto* clock = static_cast<TaskClock*>(sqlite3_user_data(context));
  sqlite3_result_int64(context, clock->elapsed().count());
}

void destroy(void* clock) { delete static_cast<TaskClock*>(clock); }

}  // namespace

Result<TaskClock*> TaskClock::install(sqlite3* db) {
  auto* clock = new TaskClock;
  // On failure SQLite destroys the clock.
  const int made = sqlite3_create_function_v2(
      db, function, 0, SQLITE_UTF8 | SQLITE_DIRECTONLY, clock, elapsed_us,
      nullptr, nullptr, destroy);
  if (made != SQLITE_OK) return last_error(db);
  return clock;
}

void TaskClock::remove(sqlite3* db) noexcept {
  sqlite3_create_function_v2(db, function, 0, SQLITE_UTF8, nullptr, nullptr,
                             nullptr, nullptr, nullptr);
}

std::chrono::microseconds TaskClock::elapsed() const {
  return std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::steady_clock::now() - begin_);
}

}  // namespace godwit::driver::sqlite
