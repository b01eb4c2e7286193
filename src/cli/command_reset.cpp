// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>
#include <godwit/executor.h>

#include "cli/command.h"
#include "cli/confirmation.h"
#include "cli/run_listener.h"
#include "cli/run_options.h"
#include "report/text.h"

namespace godwit::cli {
namespace {

constexpr const char* no_history = "nothing to do: there is no history";
constexpr const char* no_migration = "no migration to undo";

using command::OfSet;

std::optional<ExitCode> refusal_of_reset(const Invocation& invocation,
                                         const command::Plans& plans) {
  std::size_t steps = 0;
  for (const OfSet<Plan>& plan : plans) steps += plan.value.steps.size();
  return refusal(invocation, fmt::format("undo {} and remove the history",
                                         report::migrations(steps)));
}

ExitCode reset(Invocation& invocation, command::Database& database,
               const command::Plans& planned, RunListener& listener) {
  const command::Runs runs = command::run(database, planned);
  listener.stop();
  const ExitCode code = show_runs(invocation, runs, no_migration);
  for (const auto& [name, report] : runs) {
    if (!report.ok()) continue;
    invocation.output.remark(fmt::format("removed history table {}",
                                         database.set(name).history_table));
  }
  return code;
}

ExitCode run_reset(Invocation& invocation) {
  RunListener listener(invocation);
  const bool dry_run = invocation.arguments.dry_run;
  auto database = open_database(
      invocation, {.read_only = dry_run, .create = false}, &listener);
  if (!database) return fail(invocation, database.error());
  if (auto free = check_not_required(invocation, *database); !free) {
    return fail(invocation, free.error());
  }
  // Fails where a migration has no way down, naming all of those.
  const auto planned = command::plan_reset(*database);
  if (!planned || dry_run) {
    return show_dry_run(invocation, *database, planned, no_migration);
  }
  if (auto same = check_plan(invocation, *planned); !same) {
    return fail(invocation, same.error());
  }
  const Result<bool> history = command::has_history(*database);
  if (!history) return fail(invocation, history.error());
  if (!*history) {
    name_database(invocation);
    return show_runs(
        invocation,
        {{planned->front().set, RunReport{.direction = Direction::down}}},
        no_history);
  }
  if (const auto refused = refusal_of_reset(invocation, *planned))
    return *refused;
  name_database(invocation);
  return reset(invocation, *database, *planned, listener);
}

void declare_reset(Options& options, Arguments& arguments) {
  add_dry_run_and_script(options, arguments);
  add_plan(options, arguments);
  add_limits(options, arguments);
  options.flag("-y,--yes", arguments.yes, "Do not ask");
  add_even_if_required(options, arguments);
}

}  // namespace
}  // namespace godwit::cli

namespace godwit {

const cli::Command commands::reset = {
    .name = "reset",
    .description = "Undo every migration and remove the history",
    .examples =
        "reset --dry-run\n"
        "reset --yes",
    .declare = cli::declare_reset,
    .run = cli::run_reset,
};

}  // namespace godwit
