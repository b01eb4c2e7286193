// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string_view>

namespace godwit::driver {

// Of the host of a URL, with a port or without.

/// Empty: there is no host.
std::string_view without_port(std::string_view host);

/// Whether it is this machine by its name alone: no name is looked up.
bool is_this_machine(std::string_view host);

}  // namespace godwit::driver
