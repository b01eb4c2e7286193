// SPDX-License-Identifier: BSL-1.0
#include "driver/sqlite/patience.h"

#include <algorithm>
#include <utility>

#include "base/backoff.h"

namespace godwit::driver::sqlite {
namespace {

constexpr std::chrono::milliseconds longest_pause{50};

}  // namespace

Patience::Patience(Deadline deadline, StopToken stop)
    : deadline_(deadline), stop_(std::move(stop)) {}

Patience::Patience(std::chrono::milliseconds limit, StopToken stop)
    : Patience(deadline_after(limit), std::move(stop)) {}

bool Patience::wait() {
  if (meanwhile) meanwhile();
  if (stopped() || has_passed(deadline_)) return false;
  sleep_until(std::min(deadline_after(pause_), deadline_), stop_);
  pause_ = std::min(pause_ * 2, longest_pause);
  return !stopped();
}

}  // namespace godwit::driver::sqlite
