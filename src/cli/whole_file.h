// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include <string>

namespace godwit::cli {

/// All bytes of a file, which may also be a pipe.
Result<std::string> read_whole_file(const std::string& path);

}  // namespace godwit::cli
