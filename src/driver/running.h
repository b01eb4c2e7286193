// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "driver/errors.h"

namespace godwit::driver {

/// A run is going on for as long as it lives.
class Running {
 public:
  explicit Running(bool& flag) : flag_(flag) { flag_ = true; }
  ~Running() { flag_ = false; }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

 private:
  bool& flag_;
};

inline Result<void> may_run(bool locked, bool running) {
  if (running) return run_is_going_on();
  if (!locked) return not_locked();
  return {};
}

}  // namespace godwit::driver
