// SPDX-License-Identifier: BSL-1.0
#include "driver/sqlite/patience.h"

#include <algorithm>
#include <thread>
#include <utility>

namespace godwit::driver::sqlite {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds longest_pause{50};

// A limit beyond what the clock can count means that there is none.
Clock::time_point after(std::chrono::milliseconds limit) {
  const auto now = Clock::now();
  return limit < Clock::time_point::max() - now ? now + limit
                                                : Clock::time_point::max();
}

}  // namespace

Patience::Patience(std::chrono::milliseconds limit, std::stop_token stop)
    : deadline_(after(limit)), stop_(std::move(stop)) {}

bool Patience::wait() {
  const auto now = Clock::now();
  if (stopped() || now >= deadline_) return false;
  std::this_thread::sleep_until(std::min(now + pause_, deadline_));
  pause_ = std::min(pause_ * 2, longest_pause);
  return !stopped();
}

}  // namespace godwit::driver::sqlite
