// SPDX-License-Identifier: BSL-1.0
#include <godwit/executor.h>

#include "cli/command.h"
#include "cli/options.h"
#include "report/table.h"

namespace godwit::cli {
namespace {

ExitCode run_history(Invocation& invocation) {
  auto database = open_database(invocation, {.read_only = true});
  if (!database) return fail(invocation, database.error());
  const auto logs = command::logs(*database);
  if (!logs) return fail(invocation, logs.error());
  name_database(invocation);
  Output& output = invocation.output;
  output.result(output.options().json
                    ? report::history_json(invocation.heading, *logs)
                    : report::history_table(*logs, invocation.arguments.all,
                                            output.results()));
  return ExitCode::done;
}

void declare_history(Options& options, Arguments& arguments) {
  options.flag("--all", arguments.all, "All runs, and not only the last 20");
}

}  // namespace
}  // namespace godwit::cli

namespace godwit {

const cli::Command commands::history = {
    .name = "history",
    .description = "Show who did what to the database, and how it ended",
    .examples =
        "history\n"
        "history --all --json",
    .declare = cli::declare_history,
    .run = cli::run_history,
};

}  // namespace godwit
