// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>

#include "cli/command.h"
#include "cli/run_listener.h"

namespace godwit::cli {

ExitCode run_init(Invocation& invocation) {
  Output& output = invocation.output;
  RunListener listener(output);
  auto database = open_database(invocation, {}, &listener);
  if (!database) return fail(invocation, database.error());
  const Result<bool> created = database->migrator.init();
  listener.stop();
  if (!created) return fail(invocation, created.error());
  const std::string& table = invocation.history_table;
  if (output.options().json) {
    output.result(report::init_json(invocation.heading, table, *created));
  }
  output.remark(*created
                    ? fmt::format("created history table {}", table)
                    : fmt::format("history table {} is already there", table));
  return ExitCode::done;
}

}  // namespace godwit::cli
