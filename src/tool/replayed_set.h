// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include <string>

#include "cli/command.h"
#include "cli/options.h"
#include "command/lint.h"
#include "generate/replayed_schema.h"

namespace godwit::tool {

// What commands share that run the migrations of one set to see what they make.

/// All but the request itself belongs to the subject.
struct ReplayedSet {
  command::LintSubject subject;
  generate::ReplayRequest request;
};

/// Which set, and where it runs.
void declare_replay_of(cli::Options& options, cli::Arguments& arguments);

/// And what is made of it. Gives back `--output`.
cli::Option declare_replay(cli::Options& options, cli::Arguments& arguments);

/// The set that the arguments name, and where it runs. The invocation must
/// outlive the result.
Result<ReplayedSet> replayed_set(cli::Invocation& invocation);

/// What was made of it: into the file that the arguments name, or else to
/// standard output.
cli::ExitCode tell_made(const cli::Invocation& invocation,
                        const std::string& text);

}  // namespace godwit::tool
