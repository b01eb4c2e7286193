// SPDX-License-Identifier: BSL-1.0
#include "base/platform.h"

#include <poll.h>
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

void wait_for_input(int socket, std::chrono::milliseconds at_most) {
  pollfd watched{.fd = socket, .events = POLLIN, .revents = 0};
  poll(&watched, 1, static_cast<int>(at_most.count()));
}

}  // namespace godwit
