// SPDX-License-Identifier: BSL-1.0
#include "base/fail_point.h"

#if GODWIT_FAIL_POINTS

#include <atomic>
#include <csignal>
#include <cstdlib>

namespace godwit {
namespace {

long last_step() noexcept {
  const char* text = std::getenv("GODWIT_KILL_AT");
  return text == nullptr ? 0 : std::atol(text);
}

}  // namespace

void fail_point() noexcept {
  static const long last = last_step();
  static std::atomic<long> step = 0;
  if (last > 0 && ++step == last) std::raise(SIGKILL);
}

}  // namespace godwit

#endif
