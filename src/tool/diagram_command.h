// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "cli/command.h"

namespace godwit::tool {

/// `godwit diagram`, which no executor has.
extern const cli::Command diagram;

}  // namespace godwit::tool
