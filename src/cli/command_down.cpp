// SPDX-License-Identifier: BSL-1.0
#include <godwit/executor.h>

#include "cli/command.h"
#include "cli/confirmation.h"
#include "cli/run_listener.h"
#include "cli/run_options.h"

namespace godwit::cli {
namespace {

constexpr const char* nothing_to_undo = "nothing to do: no migration to undo";

ExitCode run_down(Invocation& invocation) {
  if (const auto refused = refuse_several(invocation, "'down'")) {
    return *refused;
  }
  const Arguments& arguments = invocation.arguments;
  RunListener listener(invocation);
  auto database = open_database(
      invocation, {.read_only = arguments.dry_run, .create = false}, &listener);
  if (!database) return fail(invocation, database.error());
  if (auto free = check_not_required(invocation, *database); !free) {
    return fail(invocation, free.error());
  }
  const auto planned = command::plan_down(*database, arguments.down);
  if (!planned || arguments.dry_run) {
    return show_dry_run(invocation, *database, planned, nothing_to_undo);
  }
  if (auto same = check_plan(invocation, *planned); !same) {
    return fail(invocation, same.error());
  }
  if (const auto refused =
          refusal_to_undo(invocation, planned->front().value)) {
    return *refused;
  }
  name_database(invocation);
  const command::Runs runs = command::run(*database, *planned);
  listener.stop();
  return show_runs(invocation, runs, nothing_to_undo);
}

void declare_down(Options& options, Arguments& arguments) {
  DownRequest& request = arguments.down;
  const auto [to, steps] =
      add_extent(options, request, "Undo all that came after this version",
                 "Undo so many, the last first");
  options.flag("--batch", request.batch, "Undo the last run of 'up'")
      .excludes(to)
      .excludes(steps);
  add_dry_run_and_script(options, arguments);
  add_plan(options, arguments);
  add_limits(options, arguments);
  options.flag("-y,--yes", arguments.yes,
               "Do not ask before undoing more than one");
  add_even_if_required(options, arguments);
}

}  // namespace
}  // namespace godwit::cli

namespace godwit {

const cli::Command commands::down = {
    .name = "down",
    .description = "Undo the migration that was applied last",
    .examples =
        "down\n"
        "down --steps 2 --yes\n"
        "down --to 0003 --dry-run\n"
        "down --dry-run --script",
    .declare = cli::declare_down,
    .run = cli::run_down,
};

}  // namespace godwit
