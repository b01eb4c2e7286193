// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "cli/command.h"

namespace godwit::tool {

/// Opens a database and its migrations in a browser.
extern const cli::Command studio;

}  // namespace godwit::tool
