// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

namespace godwit {

/// Name of the user that this process runs as; "unknown" if it has none.
std::string operating_system_user();

/// What this machine calls itself.
std::string host_name();

/// "<host>/<process>/<program>", shortened to fit where there is little room.
std::string this_program();

/// Waits until a socket has something to read, at most so long.
void wait_for_input(int socket, std::chrono::milliseconds at_most);
/// The same, or until it takes more.
void wait_for_input_or_room(int socket, std::chrono::milliseconds at_most);

/// The connection of a socket ends, for whoever reads from it or writes to it.
void shut_down(int socket);

/// How much is read of what may not end, and how long it may be silent.
struct ReadLimits {
  /// Of a file with a size.
  std::uint64_t file = std::uint64_t{4} << 30;
  /// Of a pipe, and of a file that the system makes while it is read.
  std::uint64_t stream = std::uint64_t{256} << 20;
  std::chrono::milliseconds silence = std::chrono::seconds(30);
};

/// What keeps a file from being read to its end.
enum class ReadProblem : std::uint8_t {
  none,
  failed,     ///< `error_number` says why
  device,     ///< it has no end
  too_large,  ///< more than the limit
  silent,     ///< nothing came for so long
};

struct ReadFile {
  std::string bytes = {};
  ReadProblem problem = ReadProblem::none;
  int error_number = 0;
};

/// All bytes of a file or pipe. Ends, whatever it is.
ReadFile read_to_the_end(const std::string& path, const ReadLimits& limits);

}  // namespace godwit
