// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>
#include <godwit/executor.h>

#include <string>
#include <vector>

#include "base/errors.h"
#include "cli/command.h"
#include "cli/options.h"
#include "command/inspect.h"
#include "report/table.h"
#include "report/text.h"

namespace godwit::cli {
namespace {

Error no_file_named(const Program& program) {
  return make_error(ErrorCode::invalid_argument, "no file is named",
                    fmt::format("see '{} help inspect'", program.name));
}

void show_text(const command::Inspection& findings, Output& output) {
  if (!findings.sets.empty()) {
    output.result(report::list_text(findings.sets, output.results()));
  }
  for (const Error& problem : findings.problems) {
    output.message(problem, report::LogSeverity::error);
  }
}

ExitCode run_inspect(Invocation& invocation) {
  const std::vector<std::string>& files = invocation.arguments.files;
  if (files.empty()) {
    return fail(invocation, no_file_named(invocation.program), ExitCode::usage);
  }
  const command::Inspection findings = command::inspect(files, invocation.stop);
  if (invocation.stop.stop_requested()) return fail(invocation, cancelled());
  const ExitCode code =
      findings.problems.empty() ? ExitCode::done : ExitCode::failed;
  invocation.heading.exit_code = static_cast<int>(code);
  Output& output = invocation.output;
  if (output.options().json) {
    output.result(report::inspect_json(invocation.heading, findings.sets,
                                       findings.problems));
  } else {
    show_text(findings, output);
  }
  return code;
}

void declare_inspect(Options& options, Arguments& arguments) {
  options.arguments("FILE...", arguments.files,
                    "Programs, libraries or object files");
}

}  // namespace
}  // namespace godwit::cli

namespace godwit {

const cli::Command commands::inspect = {
    .name = "inspect",
    .description =
        "Show the migrations in any program or library, without running it",
    .examples =
        "inspect ./start-shop\n"
        "inspect --json libshop.a libaudit.so",
    .declare = cli::declare_inspect,
    .run = cli::run_inspect,
    .needs_database = false,
};

}  // namespace godwit
