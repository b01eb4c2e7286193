// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <string>

namespace godwit {

/// Name of the user that this process runs as; "unknown" if it has none.
std::string operating_system_user();

/// Waits until a socket has something to read, at most so long.
void wait_for_input(int socket, std::chrono::milliseconds at_most);

}  // namespace godwit
