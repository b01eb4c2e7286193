// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <chrono>

namespace godwit {

/// When something has to be over.
using Deadline = std::chrono::steady_clock::time_point;

inline constexpr Deadline no_deadline = Deadline::max();

/// From now on. A limit beyond what the clock can count means that there is
/// none.
inline Deadline deadline_after(std::chrono::milliseconds limit) {
  using std::chrono::milliseconds;
  const Deadline now = std::chrono::steady_clock::now();
  const auto countable =
      std::chrono::floor<milliseconds>(Deadline::max() - now);
  if (limit >= countable) return no_deadline;
  return now + std::max(limit, milliseconds(0));
}

/// How soon somebody who waits hears that he is asked to stop.
inline constexpr std::chrono::milliseconds hearing_interval{50};

inline bool has_passed(Deadline deadline) {
  return std::chrono::steady_clock::now() >= deadline;
}

}  // namespace godwit
