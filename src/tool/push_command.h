// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "cli/command.h"

namespace godwit::tool {

/// `godwit push`: the declared schema on a database of development, at once.
extern const cli::Command push;

}  // namespace godwit::tool
