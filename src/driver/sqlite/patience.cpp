// SPDX-License-Identifier: BSL-1.0
#include "driver/sqlite/patience.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/backoff.h"
#include "base/number.h"
#include "driver/sqlite/settings.h"

namespace godwit::driver::sqlite {
namespace {

constexpr std::chrono::milliseconds longest_pause{50};

int read_busy_timeout(sqlite3* db) {
  Patience none{std::chrono::milliseconds(0)};
  const auto value = read_pragma(db, "busy_timeout", none);
  return value ? parse_number<int>(*value).value_or(0) : 0;
}

}  // namespace

Patience::Patience(Deadline deadline, StopToken stop)
    : deadline_(deadline), stop_(std::move(stop)) {}

Patience::Patience(std::chrono::milliseconds limit, StopToken stop)
    : Patience(deadline_after(limit), std::move(stop)) {}

bool Patience::wait() {
  if (meanwhile) meanwhile();
  if (stopped() || has_passed(deadline_)) return false;
  sleep_until(std::min(deadline_after(pause_), deadline_), stop_);
  pause_ = std::min(pause_ * 2, longest_pause);
  return !stopped();
}

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
