// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string_view>

#include "driver/session.h"

namespace godwit::driver {

/// Tells an observer about once a second how a task that takes long goes on.
class Ticker {
 public:
  using Clock = std::chrono::steady_clock;

  explicit Ticker(Observer& observer) : observer_(observer) {}

  /// So many tasks are carried out together from now on, and which of their
  /// statements is not known.
  void begin(std::size_t task, std::size_t tasks = 1,
             Clock::time_point since = Clock::now());
  /// None is carried out any more.
  void end() { began_.reset(); }
  /// The statement of the task that is carried out from now on. Absent: none.
  void at(std::optional<std::size_t> statement) { tick_.statement = statement; }

  bool is_due() const { return began_ && Clock::now() >= next_; }
  /// To be called often. `holder` as in Tick.
  void look(std::string_view holder = {}) noexcept;

 private:
  Observer& observer_;
  Tick tick_;
  std::optional<Clock::time_point> began_;
  Clock::time_point next_;
};

}  // namespace godwit::driver
