// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>
#include <godwit/executor.h>

#include "cli/command.h"
#include "cli/run_listener.h"
#include "cli/run_options.h"
#include "command/await_database.h"
#include "report/printable.h"

namespace godwit::cli {
namespace {

ExitCode run_create_database(Invocation& invocation) {
  RunListener listener(invocation);
  const auto made =
      command::create_database(database_request(invocation, {}, &listener));
  listener.stop();
  if (!made) return fail(invocation, made.error());
  invocation.heading.database = made->description;
  Output& output = invocation.output;
  if (output.options().json) {
    output.result(
        report::create_database_json(invocation.heading, made->created));
  }
  const std::string shown = report::printable(made->description);
  output.remark(made->created ? "created " + shown
                              : shown + " is already there");
  return ExitCode::done;
}

void declare_create_database(Options& options, Arguments& arguments) {
  add_wait(options, arguments,
           "How long to wait for a server that cannot be reached yet (0)");
}

}  // namespace
}  // namespace godwit::cli

namespace godwit {

const cli::Command commands::create_database = {
    .name = "create-database",
    .description = "Create the database that the URL names, unless it is there",
    .examples =
        "create-database\n"
        "create-database --wait 60",
    .declare = cli::declare_create_database,
    .run = cli::run_create_database,
};

}  // namespace godwit
