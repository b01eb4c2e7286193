// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>

#include "cli/command.h"
#include "cli/run_listener.h"
#include "report/text.h"

namespace godwit::cli {
namespace {

// By the names alone: reading the set would take longer than finding out that
// there is nothing to do.
std::size_t count_migrations(EmbeddedSet set) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < set.size(); ++i) {
    if (!set.file_name(i).ends_with(".down.sql")) ++count;
  }
  return count;
}

std::string up_to_date(const Invocation& invocation) {
  const UpRequest& request = invocation.arguments.up;
  if (request.to || request.steps) return "nothing to do";
  std::size_t size = 0;
  for (const command::AimedSet& set : invocation.aimed) {
    size += count_migrations(set.embedded);
  }
  return fmt::format("nothing to do: {} {} applied", report::migrations(size),
                     size == 1 ? "is" : "are");
}

std::optional<ExitCode> refusal_of(const Invocation& invocation) {
  const UpRequest& request = invocation.arguments.up;
  if (request.to) return refuse_several(invocation, "--to");
  if (request.steps) return refuse_several(invocation, "--steps");
  return std::nullopt;
}

}  // namespace

ExitCode run_up(Invocation& invocation) {
  if (const auto refused = refusal_of(invocation)) return *refused;
  const Arguments& arguments = invocation.arguments;
  RunListener listener(invocation);
  auto database =
      open_database(invocation, {.read_only = arguments.dry_run}, &listener);
  if (!database) return fail(invocation, database.error());
  if (arguments.dry_run) {
    return show_plans(invocation, command::plan_up(*database, arguments.up),
                      up_to_date(invocation));
  }
  name_database(invocation);
  const command::Runs runs = command::up(*database, arguments.up);
  listener.stop();
  return show_runs(invocation, runs, up_to_date(invocation));
}

}  // namespace godwit::cli
