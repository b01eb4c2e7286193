// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "cli/command.h"

namespace godwit::tool {

/// `godwit docs`, which no executor has: builds run it.
extern const cli::Command docs;

}  // namespace godwit::tool
