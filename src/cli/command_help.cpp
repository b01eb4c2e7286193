// SPDX-License-Identifier: BSL-1.0
#include <godwit/executor.h>

#include "cli/command.h"
#include "cli/options.h"

namespace godwit::cli {

ExitCode run_help(Invocation& invocation) {
  // `up --help` is the same as `help up`.
  const Arguments& arguments = invocation.arguments;
  const std::string& topic =
      arguments.help ? arguments.command : arguments.topic;
  const auto text = help_text(topic, invocation.program);
  if (!text) return fail(invocation, text.error(), ExitCode::usage);
  Output& output = invocation.output;
  output.result(output.options().json
                    ? report::help_json(invocation.heading, *text)
                    : *text);
  return ExitCode::done;
}

namespace {

void declare_help(Options& options, Arguments& arguments) {
  options.argument("COMMAND", arguments.topic, "Which one; all if not given")
      .optional();
}

}  // namespace
}  // namespace godwit::cli

namespace godwit {

const cli::Command commands::help = {
    .name = "help",
    .description = "Show help on a command",
    .examples = "help up",
    .declare = cli::declare_help,
    .run = cli::run_help,
    .needs_database = false,
};

}  // namespace godwit
