// SPDX-License-Identifier: BSL-1.0
#include <godwit/executor.h>

#include <chrono>
#include <string_view>

#include "base/deadline.h"
#include "cli/command.h"
#include "cli/run_listener.h"
#include "cli/run_options.h"

namespace godwit::cli {
namespace {

Result<void> verify(Invocation& invocation) {
  auto database = open_database(invocation, {.read_only = true});
  if (!database) return std::move(database).error();
  return command::verify(*database, invocation.arguments.verify);
}

Result<void> verify_within(std::chrono::milliseconds limit,
                           Invocation& invocation) {
  const Deadline deadline = deadline_after(limit);
  RunListener listener(invocation);
  auto database = open_database(invocation, {.read_only = true}, &listener);
  if (!database) return std::move(database).error();
  return command::verify_by(
      deadline, *database, invocation.arguments.verify, invocation.stop,
      [&](EmbeddedSet set, std::string_view holder) {
        listener.hear(
            {.kind = Event::Kind::behind, .set = set.name(), .text = holder});
      });
}

ExitCode run_verify(Invocation& invocation) {
  const auto limit = invocation.arguments.wait;
  const Result<void> verified =
      limit ? verify_within(*limit, invocation) : verify(invocation);
  if (!verified) {
    return fail(invocation, verified.error(),
                command::is_difference(verified.error())
                    ? ExitCode::not_up_to_date
                    : ExitCode::failed);
  }
  if (invocation.output.options().json) {
    invocation.output.result(report::verify_json(invocation.heading));
  }
  invocation.output.remark(
      invocation.arguments.verify.exact
          ? "the database has exactly these migrations"
          : "the database has all of these migrations, unchanged");
  return ExitCode::done;
}

void declare_verify(Options& options, Arguments& arguments) {
  options.flag("--exact", arguments.verify.exact,
               "And that the database has no other migrations");
  add_wait(options, arguments,
           "How long to wait for the server, and until somebody else has "
           "applied everything (0)");
}

}  // namespace
}  // namespace godwit::cli

namespace godwit {

const cli::Command commands::verify = {
    .name = "verify",
    .description =
        "Check that all that this binary carries is applied, unchanged",
    .examples =
        "verify && ./start-shop\n"
        "verify --wait 300 && ./start-shop\n"
        "verify --exact",
    .declare = cli::declare_verify,
    .run = cli::run_verify,
};

}  // namespace godwit
