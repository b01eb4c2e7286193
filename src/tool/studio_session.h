// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "cli/command.h"

namespace godwit::tool {

/// Serves what the arguments name until somebody asks to stop.
cli::ExitCode open_studio(cli::Invocation& invocation);

}  // namespace godwit::tool
