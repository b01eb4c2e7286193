// SPDX-License-Identifier: BSL-1.0
#include "cli/command.h"
#include "report/table.h"

namespace godwit::cli {
namespace {

Result<Status> status_of(Invocation& invocation) {
  auto database = open_database(invocation, {.read_only = true});
  if (!database) return std::move(database).error();
  return database->migrator.status();
}

}  // namespace

ExitCode run_status(Invocation& invocation) {
  const Result<Status> status = status_of(invocation);
  if (!status) return fail(invocation, status.error());
  Output& output = invocation.output;
  output.result(output.options().json
                    ? report::status_json(invocation.heading, *status)
                    : report::status_table(*status, output.results().colour));
  return invocation.arguments.exit_code && !status->up_to_date()
             ? ExitCode::not_up_to_date
             : ExitCode::done;
}

}  // namespace godwit::cli
