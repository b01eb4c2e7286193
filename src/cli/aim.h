// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <vector>

#include "cli/command.h"

namespace godwit::cli {

/// The sets that are meant: all that the executor carries or, unless `name` is
/// empty, the one that `--set` names. Fails where there is none of that name.
Result<std::vector<EmbeddedSet>> chosen_sets(Sets carried,
                                             const std::string& name);

/// Reads the `.env` file that is meant, for what names databases, and hands
/// libpq what is for it.
Result<void> load_env_file(Invocation& invocation);

/// The database that is configured, of those that `choose_url` knows.
Result<driver::DatabaseUrl> configured_url(Invocation& invocation, Sets sets,
                                           Sets carried);

/// Which database is meant and where each of its sets keeps its history. False:
/// one of another dialect, which is to be skipped. All failures are errors of
/// usage.
Result<bool> aim(Invocation& invocation, const Command& command);

/// Ends a command whose database is to be skipped, and says why.
ExitCode skip(const Invocation& invocation);

}  // namespace godwit::cli
