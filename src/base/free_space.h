// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include <cstdint>
#include <span>
#include <string>

namespace godwit {

/// Bytes that will be written in the folder of a file.
struct SpaceDemand {
  std::string file = {};
  std::uint64_t bytes = 0;
};

/// Whether all of them have room at once: those on one file system share what
/// is free there. Where the system does not tell, there is. `no_space`
/// otherwise.
Result<void> check_free_space(std::span<const SpaceDemand> demands);

}  // namespace godwit
