// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "cli/command.h"

namespace godwit::tool {

/// Of the tool alone.
extern const cli::Command expect;

}  // namespace godwit::tool
