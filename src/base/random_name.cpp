// SPDX-License-Identifier: BSL-1.0
#include "base/random_name.h"

#include <fmt/format.h>

#include <random>

namespace godwit {

std::string random_name() {
  std::random_device random;
  return fmt::format("{:08x}{:08x}", random(), random());
}

}  // namespace godwit
