// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/stop.h>
#include <sqlite3.h>

#include "base/stop_callback.h"
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

}  // namespace godwit::driver::sqlite
