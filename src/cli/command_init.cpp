// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>
#include <godwit/executor.h>

#include "cli/command.h"
#include "cli/run_listener.h"

namespace godwit::cli {
namespace {

ExitCode run_init(Invocation& invocation) {
  Output& output = invocation.output;
  RunListener listener(invocation);
  auto database = open_database(invocation, {}, &listener);
  if (!database) return fail(invocation, database.error());
  const auto tables = command::init(*database);
  listener.stop();
  if (!tables) return fail(invocation, tables.error());
  if (output.options().json) {
    output.result(report::init_json(invocation.heading, *tables));
  }
  for (const auto& [set, table] : *tables) {
    output.remark(
        table.created
            ? fmt::format("created history table {}", table.name)
            : fmt::format("history table {} is already there", table.name));
  }
  return ExitCode::done;
}

}  // namespace
}  // namespace godwit::cli

namespace godwit {

const cli::Command commands::init = {
    .name = "init",
    .description = "Create the history table",
    .examples = "init",
    .run = cli::run_init,
};

}  // namespace godwit
