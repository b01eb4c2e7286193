// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/stop.h>

#include <chrono>
#include <random>

#include "base/deadline.h"

namespace godwit {

/// Pauses between attempts, each about twice as long as the one before. Half of
/// a pause is chance, so that several who wait do not come at the same time.
class Backoff {
 public:
  Backoff(std::chrono::milliseconds first, std::chrono::milliseconds longest)
      : limit_(first), longest_(longest) {}

  /// How long the next pause is to be.
  std::chrono::milliseconds next();
  /// Sleeps as long as `next` says, at most to the deadline or until a stop is
  /// requested.
  void wait(Deadline deadline, const StopToken& stop);

 private:
  std::minstd_rand random_{std::random_device()()};
  std::chrono::milliseconds limit_;
  std::chrono::milliseconds longest_;
};

/// False: a stop was requested before.
bool sleep_until(Deadline deadline, const StopToken& stop);

}  // namespace godwit
