// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "driver/session.h"

namespace godwit::run {

/// Gives the lock of a session back.
class Held {
 public:
  explicit Held(driver::Session& session) : session_(session) {}
  ~Held() { session_.unlock(); }
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;

 private:
  driver::Session& session_;
};

}  // namespace godwit::run
