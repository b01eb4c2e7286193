// SPDX-License-Identifier: BSL-1.0
#include "driver/sqlite/busy_timeout.h"

#include <string>
#include <utility>

#include "base/number.h"
#include "driver/sqlite/settings.h"

namespace godwit::driver::sqlite {
namespace {

int read_busy_timeout(sqlite3* db) {
  Patience none{std::chrono::milliseconds(0)};
  const auto value = read_pragma(db, "busy_timeout", none);
  return value ? parse_number<int>(*value).value_or(0) : 0;
}

}  // namespace

NoBusyTimeout::NoBusyTimeout(sqlite3* db)
    : db_(db), timeout_(read_busy_timeout(db)) {
  if (timeout_ != 0) sqlite3_busy_timeout(db_, 0);
}

NoBusyTimeout::NoBusyTimeout(NoBusyTimeout&& other) noexcept
    : db_(other.db_), timeout_(std::exchange(other.timeout_, 0)) {}

NoBusyTimeout::~NoBusyTimeout() {
  if (timeout_ != 0) sqlite3_busy_timeout(db_, timeout_);
}

}  // namespace godwit::driver::sqlite
