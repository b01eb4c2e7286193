// SPDX-License-Identifier: BSL-1.0
#include "command/clock.h"

#include <fmt/format.h>

#include <chrono>

namespace godwit::command {

std::string utc_timestamp() {
  const auto now = std::chrono::system_clock::now();
  const auto today = std::chrono::floor<std::chrono::days>(now);
  const std::chrono::year_month_day date{today};
  const std::chrono::hh_mm_ss time{
      std::chrono::floor<std::chrono::seconds>(now - today)};
  return fmt::format("{:04}{:02}{:02}{:02}{:02}{:02}", int{date.year()},
                     unsigned{date.month()}, unsigned{date.day()},
                     time.hours().count(), time.minutes().count(),
                     time.seconds().count());
}

}  // namespace godwit::command
