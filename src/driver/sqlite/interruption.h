// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <sqlite3.h>

#include <functional>
#include <stop_token>

namespace godwit::driver::sqlite {

/// While it lives, a request to stop interrupts the running statement.
class Interruption {
 public:
  /// A connection that is not ours keeps its own progress handler.
  Interruption(sqlite3* db, bool owned, const std::stop_token& stop);
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

 private:
  sqlite3* db_;
  bool owned_;
  std::stop_token stop_;
  std::stop_callback<std::function<void()>> callback_;
};

}  // namespace godwit::driver::sqlite
