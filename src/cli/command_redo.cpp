// SPDX-License-Identifier: BSL-1.0
#include <godwit/executor.h>

#include "cli/command.h"
#include "cli/confirmation.h"
#include "cli/run_listener.h"
#include "cli/run_options.h"
#include "command/redo.h"
#include "report/text.h"

namespace godwit::cli {
namespace {

constexpr const char* nothing_to_redo = "nothing to do: no migration to redo";

ExitCode run_redo(Invocation& invocation) {
  if (const auto refused = refuse_several(invocation, "'redo'")) {
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
  const auto planned = command::plan_redo(*database, arguments.down);
  if (!planned || arguments.dry_run) {
    return show_plans(invocation, planned, nothing_to_redo);
  }
  if (const auto refused = refusal_to_undo(invocation, planned->front().value,
                                           " and apply them again")) {
    return *refused;
  }
  name_database(invocation);
  const command::Redone redone = command::redo(*database, *planned);
  listener.stop();
  if (redone.again.empty()) {
    return show_runs(invocation, redone.undone, nothing_to_redo);
  }
  invocation.output.remark(report::summary(redone.undone));
  invocation.heading.undone = redone.undone;
  return show_runs(invocation, redone.again, nothing_to_redo);
}

void declare_redo(Options& options, Arguments& arguments) {
  add_extent(options, arguments.down, "Redo all that came after this version",
             "Redo so many");
  add_dry_run(options, arguments);
  add_limits(options, arguments);
  options.flag("-y,--yes", arguments.yes,
               "Do not ask before undoing more than one");
  add_even_if_required(options, arguments);
}

}  // namespace
}  // namespace godwit::cli

namespace godwit {

const cli::Command commands::redo = {
    .name = "redo",
    .description =
        "Undo the migration that was applied last and apply it again",
    .examples =
        "redo\n"
        "redo --steps 2 --yes",
    .declare = cli::declare_redo,
    .run = cli::run_redo,
};

}  // namespace godwit
