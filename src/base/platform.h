// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <string>

namespace godwit {

/// Name of the user that this process runs as; "unknown" if it has none.
std::string operating_system_user();

/// What this machine calls itself.
std::string host_name();

/// Of the file that runs, without its folder.
std::string program_name();

/// "<host>/<process>/<program>", shortened to fit where there is little room.
std::string this_program();

/// Waits until a socket has something to read, at most so long.
void wait_for_input(int socket, std::chrono::milliseconds at_most);
/// The same, or until it takes more.
void wait_for_input_or_room(int socket, std::chrono::milliseconds at_most);

/// The connection of a socket ends, for whoever reads from it or writes to it.
void shut_down(int socket);

}  // namespace godwit
