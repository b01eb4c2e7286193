// SPDX-License-Identifier: BSL-1.0
#include "cli/command.h"

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

}  // namespace godwit::cli
