// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <ctime>
#include <functional>

namespace godwit::test {

/// The processor's time that a call takes, the shortest of three.
inline double time_of(const std::function<void()>& call) {
  std::clock_t shortest = 0;
  for (int round = 0; round < 3; ++round) {
    const std::clock_t begin = std::clock();
    call();
    const std::clock_t taken = std::clock() - begin;
    shortest = round == 0 ? taken : std::min(shortest, taken);
  }
  return static_cast<double>(shortest);
}

/// How many times as long a call takes for 2,000 things as for 250: about 8
/// where each takes as long as the first, and 64 where it takes longer with
/// each that there is.
inline double growth(const std::function<void(int count)>& call) {
  return time_of([&] { call(2000); }) /
         std::max(time_of([&] { call(250); }), 1.0);
}

constexpr double too_much_growth = 24;

}  // namespace godwit::test
