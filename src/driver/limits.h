// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <utility>

#include "base/deadline.h"
#include "driver/session.h"

namespace godwit::driver {

/// What a session was told of limits, and what there is of the time.
class ToldLimits {
 public:
  void tell(std::optional<Limits> limits) {
    told_ = limits.has_value();
    limits_ = limits ? *std::move(limits) : Limits{};
    renew();
  }
  /// The time counts from now on.
  void renew() { deadline_ = deadline_after(limits_.patience); }

  const Limits& operator*() const noexcept { return limits_; }
  const Limits* operator->() const noexcept { return &limits_; }

  /// Whoever was not told has new time for each wait.
  Deadline deadline() const {
    return told_ ? deadline_ : deadline_after(limits_.patience);
  }
  bool told() const noexcept { return told_; }

 private:
  bool told_ = false;
  Limits limits_ = {};
  Deadline deadline_ = {};
};

/// A limit of a number of milliseconds that a database counts with; 0: none.
inline int countable(std::chrono::milliseconds limit) {
  constexpr auto most = std::chrono::milliseconds(2'147'483'647);
  return limit > most ? 0 : static_cast<int>(limit.count());
}

}  // namespace godwit::driver
