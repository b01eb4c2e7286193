// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>

#include "cli/command.h"
#include "cli/confirmation.h"
#include "cli/run_listener.h"
#include "report/text.h"

namespace godwit::cli {
namespace {

constexpr const char* nothing_to_undo = "nothing to do: no migration to undo";

// One is what `down` says it does; more than that is worth a question.
std::optional<ExitCode> refusal_of(const Invocation& invocation,
                                   const Plan& plan) {
  if (plan.steps.size() < 2) return std::nullopt;
  return refusal(invocation,
                 fmt::format("undo {}", report::migrations(plan.steps.size())));
}

}  // namespace

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
    return show_plans(invocation, planned, nothing_to_undo);
  }
  if (const auto refused = refusal_of(invocation, planned->front().value)) {
    return *refused;
  }
  name_database(invocation);
  const command::Runs runs = command::run(*database, *planned);
  listener.stop();
  return show_runs(invocation, runs, nothing_to_undo);
}

}  // namespace godwit::cli
