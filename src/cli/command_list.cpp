// SPDX-License-Identifier: BSL-1.0
#include <godwit/executor.h>

#include "cli/command.h"
#include "command/inspect.h"
#include "report/table.h"

namespace godwit::cli {
namespace {

ExitCode run_list(Invocation& invocation) {
  const auto carried = command::list(invocation.sets);
  if (!carried) return fail(invocation, carried.error());
  Output& output = invocation.output;
  output.result(output.options().json
                    ? report::list_json(invocation.heading, *carried)
                    : report::list_text(*carried, output.results()));
  return ExitCode::done;
}

}  // namespace
}  // namespace godwit::cli

namespace godwit {

const cli::Command commands::list = {
    .name = "list",
    .description = "Show the migrations in this binary, without a database",
    .examples = "list --json",
    .run = cli::run_list,
    .needs_database = false,
};

}  // namespace godwit
