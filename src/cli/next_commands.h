// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

#include "cli/arguments.h"
#include "command/database.h"

namespace godwit::cli {

/// The commands of the program that make sense on a database that stands so,
/// with what they do, a line for each.
std::string next_commands(const command::Statuses& statuses,
                          const Program& program);

}  // namespace godwit::cli
