// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>

#include "cli/command.h"
#include "cli/run_listener.h"
#include "report/text.h"

namespace godwit::cli {
namespace {

// By the names alone: reading the set would take longer than finding out that
// there is nothing to do.
std::size_t count_migrations(const EmbeddedSet& set) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < set.size; ++i) {
    if (!set.file_name(i).ends_with(".down.sql")) ++count;
  }
  return count;
}

std::string nothing_to_do(const Invocation& invocation) {
  const UpRequest& request = invocation.arguments.up;
  if (request.to || request.steps) return "nothing to do";
  const std::size_t size = count_migrations(*invocation.target.set);
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
