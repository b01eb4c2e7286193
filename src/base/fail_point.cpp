// SPDX-License-Identifier: BSL-1.0
#include "base/fail_point.h"

#include <atomic>

namespace godwit {
namespace {

std::atomic<void (*)()> at_fail_point = nullptr;

}  // namespace

void fail_point() {
  if (const auto act = at_fail_point.load(std::memory_order_relaxed)) act();
}

void set_fail_point(void (*act)()) noexcept { at_fail_point = act; }

}  // namespace godwit
