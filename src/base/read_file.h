// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/stop.h>

#include <chrono>
#include <cstdint>
#include <string>

namespace godwit {

/// How much is read of what may not end, and how long it may be silent.
struct ReadLimits {
  /// Of a file with a size.
  std::uint64_t file = std::uint64_t{4} << 30;
  /// Of a pipe, and of a file that the system makes while it is read.
  std::uint64_t stream = std::uint64_t{256} << 20;
  std::chrono::milliseconds silence = std::chrono::seconds(30);
  /// How long all of it may take.
  std::chrono::milliseconds time = std::chrono::minutes(10);
  StopToken stop = {};
};

/// What keeps a file from being read to its end.
enum class ReadProblem : std::uint8_t {
  none,
  failed,     ///< `error_number` says why
  device,     ///< it has no end
  too_large,  ///< more than the limit
  no_memory,  ///< more than there is memory for
  silent,     ///< nothing came for so long, or it took too long in all
  stopped,    ///< on request
};

struct ReadFile {
  std::string bytes = {};
  ReadProblem problem = ReadProblem::none;
  int error_number = 0;
};

/// All bytes of a file or pipe. Ends, whatever it is.
ReadFile read_to_the_end(const std::string& path, const ReadLimits& limits);

}  // namespace godwit
