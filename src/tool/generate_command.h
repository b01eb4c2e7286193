// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "cli/command.h"

namespace godwit::tool {

/// `godwit generate`, which no executor has: it is for those who write
/// migrations.
extern const cli::Command generate;

}  // namespace godwit::tool
