// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <stop_token>

#include "base/deadline.h"

namespace godwit::driver::sqlite {

/// How long to go on asking for a database that another connection has locked.
/// Polls, so that a request to stop is heard while waiting.
class Patience {
 public:
  explicit Patience(Deadline deadline, std::stop_token stop = {});
  explicit Patience(std::chrono::milliseconds limit, std::stop_token stop = {});

  /// Sleeps a little, longer each time. False: time is up or a stop requested.
  bool wait();
  bool stopped() const { return stop_.stop_requested(); }

  /// How long a statement of a script may take, waits included.
  /// Zero: no limit.
  std::chrono::milliseconds statement_timeout = {};

 private:
  Deadline deadline_;
  std::chrono::milliseconds pause_{1};
  std::stop_token stop_;
};

}  // namespace godwit::driver::sqlite
