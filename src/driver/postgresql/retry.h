// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

#include "base/backoff.h"
#include "driver/postgresql/run_state.h"

namespace godwit::driver::postgresql {

/// Lets tasks begin again after failures that may pass, so many times for each.
class Retry {
 public:
  explicit Retry(std::size_t times);

  /// Waits for a while, and takes the failure back, if it is one of those.
  void after_failure(RunState& state);

 private:
  std::size_t times_;
  std::size_t left_;
  std::size_t task_ = 0;
  Backoff backoff_;
};

}  // namespace godwit::driver::postgresql
