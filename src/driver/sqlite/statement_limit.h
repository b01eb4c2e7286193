// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <sqlite3.h>

#include <atomic>
#include <chrono>

#include "base/background_thread.h"

namespace godwit::driver::sqlite {

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

}  // namespace godwit::driver::sqlite
