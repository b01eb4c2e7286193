// SPDX-License-Identifier: BSL-1.0
#include <godwit/executor.h>

#include <chrono>

#include "cli/command.h"
#include "cli/options.h"
#include "cli/run_listener.h"
#include "command/await_database.h"
#include "report/printable.h"

namespace godwit::cli {
namespace {

ExitCode run_wait(Invocation& invocation) {
  std::optional<std::chrono::milliseconds>& wait = invocation.arguments.wait;
  if (!wait) wait = std::chrono::seconds(60);
  RunListener listener(invocation);
  const auto connection = command::await_database(
      database_request(invocation, {}, &listener), *wait);
  listener.stop();
  if (!connection) return fail(invocation, connection.error());
  invocation.heading.database = connection->description();
  Output& output = invocation.output;
  if (output.options().json) {
    output.result(report::wait_json(invocation.heading));
  }
  output.remark("there is " + report::printable(invocation.heading.database));
  return ExitCode::done;
}

void declare_wait(Options& options, Arguments& arguments) {
  options.value(
      "--timeout", "SECONDS", "How long to wait (60)",
      [&](const std::string& text) { arguments.wait = *seconds(text); },
      check_seconds);
}

}  // namespace
}  // namespace godwit::cli

namespace godwit {

const cli::Command commands::wait = {
    .name = "wait",
    .description =
        "Wait until the server answers and the database is there; until all "
        "is applied, too, does 'verify --wait'",
    .examples =
        "wait && ./start-shop\n"
        "wait --timeout 300",
    .declare = cli::declare_wait,
    .run = cli::run_wait,
};

}  // namespace godwit
