// SPDX-License-Identifier: BSL-1.0
#include <godwit/executor.h>

#include "cli/command.h"
#include "cli/run_listener.h"
#include "cli/run_options.h"

namespace godwit::cli {
namespace {

constexpr const char* nothing_to_seed =
    "nothing to do: no seed that has not run";

SeedRequest request_for_seeds(const Invocation& invocation) {
  SeedRequest request = invocation.arguments.seed;
  if (request.environment.empty()) {
    request.environment = invocation.arguments.env;
  }
  if (request.environment.empty()) {
    request.environment =
        value_of(invocation.environment, "GODWIT_ENVIRONMENT");
  }
  return request;
}

ExitCode run_seed(Invocation& invocation) {
  const Arguments& arguments = invocation.arguments;
  RunListener listener(invocation);
  auto database = open_database(
      invocation, {.read_only = arguments.dry_run, .create = false}, &listener);
  if (!database) return fail(invocation, database.error());
  const auto planned =
      command::plan_seed(*database, request_for_seeds(invocation));
  if (!planned || arguments.dry_run) {
    return show_dry_run(invocation, *database, planned, nothing_to_seed);
  }
  name_database(invocation);
  const command::Runs runs = command::run(*database, *planned);
  listener.stop();
  return show_runs(invocation, runs, nothing_to_seed);
}

void declare_seed(Options& options, Arguments& arguments) {
  options
      .argument("ENVIRONMENT", arguments.seed.environment,
                "Whose seeds run beside those of all (that of --env, or the "
                "environment variable GODWIT_ENVIRONMENT)")
      .optional();
  add_dry_run_and_script(options, arguments);
  add_limits(options, arguments);
}

}  // namespace
}  // namespace godwit::cli

namespace godwit {

const cli::Command commands::seed = {
    .name = "seed",
    .description = "Run the seeds that have not run yet",
    .examples =
        "seed\n"
        "seed dev\n"
        "seed --env test --dry-run",
    .declare = cli::declare_seed,
    .run = cli::run_seed,
};

}  // namespace godwit
