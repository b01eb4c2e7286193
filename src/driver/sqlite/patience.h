// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/stop.h>

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

}  // namespace godwit::driver::sqlite
