// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/stop.h>
#include <sqlite3.h>

#include <chrono>
#include <functional>

#include "base/deadline.h"

namespace godwit::driver::sqlite {

/// How long to go on asking for a database that another connection has locked.
/// Polls, so that a request to stop is heard while waiting.
class Patience {
 public:
  explicit Patience(Deadline deadline, StopToken stop = {});
  explicit Patience(std::chrono::milliseconds limit, StopToken stop = {});

  /// Sleeps a little, longer each time. False: time is up or a stop requested.
  bool wait();
  bool stopped() const { return stop_.stop_requested(); }

  /// How long a statement of a script may take, waits included.
  /// Zero: no limit.
  std::chrono::milliseconds statement_timeout = {};
  /// Called now and then while it waits. May be empty.
  std::function<void()> meanwhile = {};

 private:
  Deadline deadline_;
  std::chrono::milliseconds pause_{1};
  StopToken stop_;
};

/// While it lives, the application's busy_timeout does not decide how long a
/// statement waits. A handler that was set by sqlite3_busy_handler stays, since
/// SQLite does not tell which one that is.
class NoBusyTimeout {
 public:
  explicit NoBusyTimeout(sqlite3* db);
  ~NoBusyTimeout();
  NoBusyTimeout(NoBusyTimeout&& other) noexcept;
  NoBusyTimeout& operator=(NoBusyTimeout&&) = delete;

 private:
  sqlite3* db_;
  int timeout_ = 0;  // 0: there is nothing to put back
};

}  // namespace godwit::driver::sqlite
