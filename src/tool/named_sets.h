// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include "cli/command.h"
#include "cli/options.h"
#include "command/lint.h"

namespace godwit::tool {

// The sets of files, for commands about a database that has them.

void declare_named_sets(cli::Options& options, cli::Arguments& arguments);

/// The sets that the arguments name.
Result<command::LintSubject> named_sets(const cli::Invocation& invocation);

/// Aims a command at the database that is configured, with these sets, which
/// must outlive the invocation. False, and errors: as cli::aim has them.
Result<bool> aim_at(cli::Invocation& invocation,
                    const command::LintSubject& subject,
                    const cli::Command& command);

}  // namespace godwit::tool
