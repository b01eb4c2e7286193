// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/stop.h>
#include <sqlite3.h>

#include "base/stop_callback.h"

namespace godwit::driver::sqlite {

/// While it lives, a request to stop interrupts the running statement.
class Interruption {
 public:
  /// A connection that is not ours keeps its own progress handler.
  Interruption(sqlite3* db, bool owned, const StopToken& stop);
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

 private:
  sqlite3* db_;
  bool owned_;
  StopToken stop_;
  StopCallback callback_;
};

}  // namespace godwit::driver::sqlite
