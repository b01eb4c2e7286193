// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "cli/command.h"

namespace godwit::tool {

/// `godwit header`, which no executor has: builds run it.
extern const cli::Command header;

}  // namespace godwit::tool
