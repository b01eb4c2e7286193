// SPDX-License-Identifier: BSL-1.0
#include "driver/console/real_text.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>

namespace godwit::driver::console {

std::string real_text(double number) {
  if (std::isinf(number)) return number > 0 ? "Inf" : "-Inf";
  std::string text = fmt::format("{:.15g}", number);
  if (std::strtod(text.c_str(), nullptr) != number) {
    text = fmt::format("{}", number);
  }
  const bool whole = text.find_first_not_of("-0123456789") == text.npos;
  return whole ? text + ".0" : text;
}

}  // namespace godwit::driver::console
