// SPDX-License-Identifier: BSL-1.0
#include "base/size_text.h"

#include <fmt/format.h>

#include <array>
#include <cstddef>

namespace godwit {

std::string size_text(std::uint64_t bytes) {
  constexpr std::array<const char*, 5> units = {"bytes", "kB", "MB", "GB",
                                                "TB"};
  double size = static_cast<double>(bytes);
  std::size_t unit = 0;
  // What would be shown as a thousand is one of the next.
  while (size >= 999.5 && unit + 1 < units.size()) {
    size /= 1000;
    ++unit;
  }
  const int digits = unit > 0 && size < 9.95 ? 1 : 0;
  return fmt::format("{:.{}f} {}", size, digits, units[unit]);
}

}  // namespace godwit
