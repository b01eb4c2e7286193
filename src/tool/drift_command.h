// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "cli/command.h"

namespace godwit::tool {

/// `drift` of executors, with the sets of any file.
extern const cli::Command drift;

}  // namespace godwit::tool
