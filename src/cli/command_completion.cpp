// SPDX-License-Identifier: BSL-1.0
#include <godwit/executor.h>

#include "base/errors.h"
#include "cli/command.h"
#include "cli/options.h"

namespace godwit::cli {
namespace {

Error no_shell() {
  return make_error(ErrorCode::invalid_argument, "no shell is named",
                    "name bash, zsh or fish");
}

ExitCode run_completion(Invocation& invocation) {
  const std::string& shell = invocation.arguments.shell;
  if (shell.empty()) return fail(invocation, no_shell(), ExitCode::usage);
  return show_text(invocation, completion_text(shell, invocation.program));
}

void declare_completion(Options& options, Arguments& arguments) {
  options.argument("bash|zsh|fish", arguments.shell,
                   "The shell that is to complete command lines", check_shell);
}

}  // namespace
}  // namespace godwit::cli

namespace godwit {

const cli::Command commands::completion = {
    .name = "completion",
    .description = "Print a script by which a shell completes command lines",
    .examples =
        "completion bash\n"
        "completion zsh > _shop-migrate",
    .declare = cli::declare_completion,
    .run = cli::run_completion,
    .needs_database = false,
};

}  // namespace godwit
