// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>
#include <sqlite3.h>

#include <chrono>

namespace godwit::driver::sqlite {

/// Tells SQL how long the current task has run, as `godwit_elapsed_us()`.
class TaskClock {
 public:
  /// Makes the function known to a connection, which owns the clock.
  static Result<TaskClock*> install(sqlite3* db);
  /// Destroys the clock.
  static void remove(sqlite3* db) noexcept;

  void restart() { begin_ = std::chrono::steady_clock::now(); }
  std::chrono::microseconds elapsed() const;

 private:
  std::chrono::steady_clock::time_point begin_ =
      std::chrono::steady_clock::now();
};

}  // namespace godwit::driver::sqlite
