// SPDX-License-Identifier: BSL-1.0
#include <godwit/connection.h>
#include <godwit/executor.h>

#include <utility>
#include <vector>

#include "cli/aim.h"
#include "cli/command.h"
#include "cli/options.h"
#include "command/new_files.h"
#include "history/history_table.h"
#include "run/live_schema.h"

namespace godwit::cli {
namespace {

// Of all sets, whichever of them the database has; without any, as it was
// said.
Result<std::vector<schema::Identity>> tables_left_out(
    const Invocation& invocation, Dialect dialect) {
  std::vector<std::string_view> names = {invocation.arguments.history_table};
  for (const EmbeddedSet set : invocation.carried) {
    names.push_back(set.history_table());
  }
  std::vector<schema::Identity> tables;
  for (const std::string_view name : names) {
    const auto history = history::HistoryTable::named(name, dialect);
    if (!history) return history.error();
    for (schema::Identity& table : run::tables_of_history(*history)) {
      tables.push_back(std::move(table));
    }
  }
  return tables;
}

Result<std::string> dumped(const Invocation& invocation,
                           const driver::DatabaseUrl& url) {
  const auto histories = tables_left_out(invocation, url.dialect());
  if (!histories) return histories.error();
  auto connection =
      connect(url.text(), {.read_only = true,
                           .stop = invocation.stop,
                           .on_connect = invocation.program.on_connect});
  if (!connection) return std::move(connection).error();
  return run::dump_schema(connection->session(), *histories);
}

ExitCode run_dump(Invocation& invocation) {
  const auto url =
      configured_url(invocation, invocation.sets, invocation.carried);
  if (!url) return fail(invocation, url.error(), ExitCode::usage);
  invocation.heading.dialect = url->dialect();
  invocation.heading.database = url->shown();
  const auto sql = dumped(invocation, *url);
  if (!sql) return fail(invocation, sql.error());
  const std::string& output = invocation.arguments.output;
  if (!output.empty()) {
    command::NewFiles files;
    auto written = files.write(output, *sql);
    if (!written) return fail(invocation, written.error());
    files.keep();
  }
  if (invocation.output.options().json) {
    invocation.output.result(report::dump_json(invocation.heading, *sql));
    return ExitCode::done;
  }
  if (output.empty()) return show_text(invocation, *sql);
  invocation.output.result(output);
  return ExitCode::done;
}

void declare_dump(Options& options, Arguments& arguments) {
  options.value("--output", "FILE", "Write it to this new file",
                [&](const std::string& text) { arguments.output = text; });
}

}  // namespace
}  // namespace godwit::cli

namespace godwit {

const cli::Command commands::dump = {
    .name = "dump",
    .description = "Print the schema of a database as CREATE statements",
    .examples =
        "dump -d sqlite:shop.db --output schema.sql\n"
        "dump -d postgresql:///shop",
    .declare = cli::declare_dump,
    .run = cli::run_dump,
    .needs_database = false,
};

}  // namespace godwit
