// SPDX-License-Identifier: BSL-1.0
#include "driver/ticker.h"

namespace godwit::driver {
namespace {

constexpr std::chrono::seconds interval{1};

}  // namespace

void Ticker::begin(std::size_t task, std::size_t tasks,
                   Clock::time_point since) {
  tick_ = {.task = task, .tasks = tasks};
  began_ = since;
  next_ = since + interval;
}

void Ticker::look(std::string_view holder) noexcept {
  if (!is_due()) return;
  const auto now = Clock::now();
  next_ = now + interval;
  tick_.elapsed =
      std::chrono::duration_cast<std::chrono::microseconds>(now - *began_);
  tick_.holder = holder;
  observer_.running(tick_);
}

}  // namespace godwit::driver
