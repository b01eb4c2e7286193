// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/stop.h>
#include <sqlite3.h>

#include <atomic>
#include <chrono>

#include "base/background_thread.h"
#include "base/stop_callback.h"
#include "driver/errors.h"
#include "driver/sqlite/patience.h"
#include "driver/ticker.h"

namespace godwit::driver::sqlite {

/// While it lives, a request to stop interrupts the running statement, and the
/// ticker tells how it goes on.
class Interruption {
 public:
  /// A connection that is not ours keeps its own progress handler, which SQLite
  /// would not give back: nobody hears of a statement there before it is over.
  Interruption(sqlite3* db, bool owned, const StopToken& stop, Ticker& ticker);
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

 private:
  static int look(void* interruption);

  sqlite3* db_;
  bool owned_;
  StopToken stop_;
  Ticker& ticker_;
  StopCallback callback_;
};

/// While it lives, a statement that takes longer than the limit is interrupted.
/// By a thread and not by a progress handler, since a connection has only one
/// of those, which may be the application's.
class StatementLimit {
 public:
  /// Zero: no limit.
  StatementLimit(sqlite3* db, std::chrono::milliseconds limit);

  /// The limit was reached.
  bool was_reached() const noexcept { return reached_; }

 private:
  std::atomic<bool> reached_ = false;
  BackgroundThread thread_;
};

/// Runs a statement, which is `timed_out` where it takes longer than the
/// patience allows.
template <typename Run>
auto within_limit(sqlite3* db, const Patience& patience, Run run)
    -> decltype(run()) {
  const StatementLimit limit(db, patience.statement_timeout);
  auto done = run();
  const bool late = limit.was_reached() && !patience.stopped();
  if (done || !late || done.error().code != ErrorCode::cancelled) return done;
  return timed_out(patience.statement_timeout);
}

}  // namespace godwit::driver::sqlite
