// SPDX-License-Identifier: BSL-1.0
#include "base/platform.h"

#include <pwd.h>
#include <unistd.h>

#include <array>

namespace godwit {

std::string operating_system_user() {
  passwd entry{};
  passwd* found = nullptr;
  std::array<char, 4096> buffer{};
  const int failed =
      getpwuid_r(geteuid(), &entry, buffer.data(), buffer.size(), &found);
  return failed == 0 && found != nullptr ? entry.pw_name : "unknown";
}

}  // namespace godwit
