// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <stop_token>

namespace godwit::driver::sqlite {

/// How long to go on asking for a database that another connection has locked.
/// Polls, so that a request to stop is heard while waiting.
class Patience {
 public:
  explicit Patience(std::chrono::milliseconds limit, std::stop_token stop = {});

  /// Sleeps a little, longer each time. False: time is up or a stop requested.
  bool wait();
  bool stopped() const { return stop_.stop_requested(); }

 private:
  std::chrono::steady_clock::time_point deadline_;
  std::chrono::milliseconds pause_{1};
  std::stop_token stop_;
};

}  // namespace godwit::driver::sqlite
