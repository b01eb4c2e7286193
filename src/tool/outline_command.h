// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "cli/command.h"

namespace godwit::tool {

/// Of the tool alone, for builds.
extern const cli::Command outline;

}  // namespace godwit::tool
