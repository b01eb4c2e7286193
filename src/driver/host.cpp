// SPDX-License-Identifier: BSL-1.0
#include "driver/host.h"

#include <string>

#include "base/ascii.h"

namespace godwit::driver {

std::string_view without_port(std::string_view host) {
  if (host.starts_with('[')) return host.substr(0, host.find(']') + 1);
  // An address of IPv6 without brackets has no port.
  const std::size_t colon = host.find(':');
  return host.find(':', colon + 1) == host.npos ? host.substr(0, colon) : host;
}

bool is_this_machine(std::string_view host) {
  const std::string name = lower(without_port(host));
  return name == "localhost" || name.ends_with(".localhost") ||
         name == "[::1]" || name == "::1" ||
         (name.starts_with("127.") &&
          name.find_first_not_of("0123456789.") == name.npos);
}

}  // namespace godwit::driver
