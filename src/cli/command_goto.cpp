// SPDX-License-Identifier: BSL-1.0
#include <godwit/executor.h>

#include "base/errors.h"
#include "cli/command.h"
#include "cli/confirmation.h"
#include "cli/run_listener.h"
#include "cli/run_options.h"
#include "command/redo.h"

namespace godwit::cli {
namespace {

constexpr const char* there_already = "nothing to do: it is there already";

Error goto_without_version() {
  return make_error(ErrorCode::invalid_argument, "goto needs a version",
                    "name the migration that is to be the last one applied");
}

ExitCode run_goto(Invocation& invocation) {
  const Arguments& arguments = invocation.arguments;
  if (arguments.migration.empty()) {
    return fail(invocation, goto_without_version(), ExitCode::usage);
  }
  if (const auto refused = refuse_several(invocation, "'goto'")) {
    return *refused;
  }
  RunListener listener(invocation);
  auto database =
      open_database(invocation, {.read_only = arguments.dry_run}, &listener);
  if (!database) return fail(invocation, database.error());
  const auto planned =
      command::plan_goto(*database, *Version::parse(arguments.migration));
  if (!planned || arguments.dry_run) {
    return show_dry_run(invocation, *database, planned, there_already);
  }
  if (planned->front().value.direction == Direction::down) {
    if (auto free = check_not_required(invocation, *database); !free) {
      return fail(invocation, free.error());
    }
  }
  if (const auto refused =
          refusal_to_undo(invocation, planned->front().value)) {
    return *refused;
  }
  name_database(invocation);
  const command::Runs runs = command::run(*database, *planned);
  listener.stop();
  return show_runs(invocation, runs, there_already);
}

void declare_goto(Options& options, Arguments& arguments) {
  options.argument("VERSION", arguments.migration,
                   "The migration that is to be the last one applied",
                   check_version);
  add_dry_run_and_script(options, arguments);
  add_limits(options, arguments);
  options.flag("-y,--yes", arguments.yes,
               "Do not ask before undoing more than one");
  add_even_if_required(options, arguments);
}

}  // namespace
}  // namespace godwit::cli

namespace godwit {

const cli::Command commands::goto_ = {
    .name = "goto",
    .description = "Apply or undo until a migration is the last one applied",
    .examples =
        "goto 0003\n"
        "goto 0003 --dry-run",
    .declare = cli::declare_goto,
    .run = cli::run_goto,
};

}  // namespace godwit
