// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "cli/command.h"

namespace godwit::tool {

/// `godwit dump`: what a declared schema can begin with.
extern const cli::Command dump;

}  // namespace godwit::tool
