// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>

#include "cli/command.h"
#include "cli/run_listener.h"
#include "report/text.h"

namespace godwit::cli {
namespace {

std::string nothing_to_do(const Invocation& invocation) {
  const UpRequest& request = invocation.arguments.up;
  if (request.to || request.steps) return "nothing to do";
  const auto set = MigrationSet::from(*invocation.target.set);
  const std::size_t size = set ? set->size() : 0;
  return fmt::format("nothing to do: {} {} applied", report::migrations(size),
                     size == 1 ? "is" : "are");
}

}  // namespace

ExitCode run_up(Invocation& invocation) {
  const Arguments& arguments = invocation.arguments;
  RunListener listener(invocation.output);
  auto database =
      open_database(invocation, {.read_only = arguments.dry_run}, &listener);
  if (!database) return fail(invocation, database.error());
  if (arguments.dry_run) {
    return show_plan(invocation, database->migrator.plan(arguments.up),
                     nothing_to_do(invocation));
  }
  const RunReport report = database->migrator.up(arguments.up);
  listener.stop();
  const bool idle = report.ok() && report.done.empty();
  return show_run(invocation, report, idle ? nothing_to_do(invocation) : "");
}

}  // namespace godwit::cli
