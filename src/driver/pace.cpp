// SPDX-License-Identifier: BSL-1.0
#include "driver/pace.h"

#include <algorithm>

namespace godwit::driver {
namespace {

using std::chrono::microseconds;

constexpr microseconds message_duration{100'000};
constexpr std::size_t done_before_sharing = 8;
// What takes longer was on no way, but waited for somebody.
constexpr microseconds longest_way{500'000};

}  // namespace

Pace::Pace(microseconds way) : way_(std::min(way, longest_way)) {}

void Pace::set_group(std::size_t tasks) {
  group_ = std::max<std::size_t>(tasks, 1);
}

void Pace::adapt(std::size_t done, std::size_t tasks, microseconds elapsed) {
  const auto each = std::max<microseconds>(
      (elapsed - way_) / static_cast<microseconds::rep>(tasks),
      microseconds(1));
  const auto fit =
      static_cast<std::size_t>(std::max(message_duration, way_) / each);
  const std::size_t trust = done < done_before_sharing ? 1 : 2 * done;
  set_group(std::min(fit, trust));
}

}  // namespace godwit::driver
