// SPDX-License-Identifier: BSL-1.0
#include "tool/dump_command.h"

#include <godwit/connection.h>

#include <utility>

#include "cli/aim.h"
#include "cli/options.h"
#include "command/new_files.h"
#include "history/history_table.h"
#include "run/live_schema.h"

namespace godwit::tool {
namespace {

using cli::ExitCode;
using cli::Invocation;

Result<std::string> dumped(Invocation& invocation,
                           const driver::DatabaseUrl& url) {
  const auto history = history::HistoryTable::named(
      invocation.arguments.history_table, url.dialect());
  if (!history) return history.error();
  auto connection =
      connect(url.text(), {.read_only = true, .stop = invocation.stop});
  if (!connection) return std::move(connection).error();
  return run::dump_schema(*connection, run::tables_of_history(*history));
}

ExitCode run_dump(Invocation& invocation) {
  const auto url =
      cli::configured_url(invocation, invocation.sets, invocation.carried);
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

void declare_dump(cli::Options& options, cli::Arguments& arguments) {
  options.value("--output", "FILE", "Write it to this new file",
                [&](const std::string& text) { arguments.output = text; });
}

}  // namespace

const cli::Command dump = {
    .name = "dump",
    .description = "Print the schema of a database as CREATE statements",
    .examples =
        "dump -d sqlite:shop.db --output schema.sql\n"
        "dump -d postgresql:///shop",
    .declare = declare_dump,
    .run = run_dump,
    .needs_database = false,
};

}  // namespace godwit::tool
