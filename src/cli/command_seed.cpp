// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>
#include <godwit/executor.h>

#include <set>
#include <string>

#include "cli/command.h"
#include "cli/declared.h"
#include "cli/run_listener.h"
#include "cli/run_options.h"

namespace godwit::cli {
namespace {

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

// Of the seeds that were not asked for.
std::set<std::string> other_environments(const Invocation& invocation,
                                         const SeedRequest& request) {
  std::set<std::string> names;
  for (const command::AimedSet& set : invocation.aimed) {
    const auto migrations = MigrationSet::from(set.embedded);
    if (!migrations) continue;
    for (const Migration& seed : migrations->seeds()) {
      names.insert(seed.environment);
    }
  }
  names.erase("");
  names.erase(request.environment);
  return names;
}

std::string nothing_to_seed(const Invocation& invocation,
                            const SeedRequest& request) {
  const std::string text = "nothing to do: no seed that has not run";
  const auto others = other_environments(invocation, request);
  if (others.empty()) return text;
  return fmt::format("{}; others belong to {}, to be named behind 'seed'", text,
                     joined({others.begin(), others.end()}, ", "));
}

ExitCode run_seed(Invocation& invocation) {
  const Arguments& arguments = invocation.arguments;
  RunListener listener(invocation);
  auto database = open_database(
      invocation, {.read_only = arguments.dry_run, .create = false}, &listener);
  if (!database) return fail(invocation, database.error());
  const SeedRequest request = request_for_seeds(invocation);
  const auto planned = command::plan_seed(*database, request);
  const std::string nothing = nothing_to_seed(invocation, request);
  if (!planned || arguments.dry_run) {
    return show_dry_run(invocation, *database, planned, nothing);
  }
  name_database(invocation);
  const command::Runs runs = command::run(*database, *planned);
  listener.stop();
  return show_runs(invocation, runs, nothing);
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
