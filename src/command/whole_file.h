// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include <string>

#include "base/read_file.h"

namespace godwit::command {

/// All bytes of a file, which may also be a pipe. Fails at what has no end: a
/// device, more than the limit, a pipe into which nobody writes. `cancelled`
/// where a stop was requested before.
Result<std::string> read_whole_file(const std::string& path,
                                    const ReadLimits& limits = {});

}  // namespace godwit::command
