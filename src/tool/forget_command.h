// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "cli/command.h"

namespace godwit::tool {

/// `forget` of executors, with no set.
extern const cli::Command forget;

}  // namespace godwit::tool
