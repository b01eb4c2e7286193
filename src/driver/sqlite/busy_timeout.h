// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <sqlite3.h>

namespace godwit::driver::sqlite {

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
