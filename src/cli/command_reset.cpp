// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>

#include "cli/command.h"
#include "cli/confirmation.h"
#include "cli/run_listener.h"
#include "report/text.h"

namespace godwit::cli {
namespace {

constexpr const char* nothing_to_do = "nothing to do: there is no history";
constexpr const char* nothing_to_undo = "no migration to undo";

std::optional<ExitCode> refusal_of(const Invocation& invocation,
                                   const Plan& plan) {
  return refusal(invocation,
                 fmt::format("undo {} and remove the history",
                             report::migrations(plan.steps.size())));
}

ExitCode reset(Invocation& invocation, Migrator& migrator,
               RunListener& listener) {
  const RunReport report = migrator.reset();
  listener.stop();
  const ExitCode code = show_run(invocation, report, nothing_to_undo);
  if (report.ok()) {
    invocation.output.remark(
        fmt::format("removed history table {}", invocation.history_table));
  }
  return code;
}

}  // namespace

ExitCode run_reset(Invocation& invocation) {
  RunListener listener(invocation.output);
  const bool dry_run = invocation.arguments.dry_run;
  auto database = open_database(invocation, {.read_only = dry_run}, &listener);
  if (!database) return fail(invocation, database.error());
  Migrator& migrator = database->migrator;
  // Fails where a migration has no way down, naming all of those.
  const Result<Plan> plan = migrator.plan(DownRequest{.all = true});
  if (!plan || dry_run) return show_plan(invocation, plan, nothing_to_undo);
  const Result<Status> status = migrator.status();
  if (!status) return fail(invocation, status.error());
  if (!status->initialised) {
    return show_run(invocation, {.direction = Direction::down}, nothing_to_do);
  }
  if (const auto refused = refusal_of(invocation, *plan)) return *refused;
  return reset(invocation, migrator, listener);
}

}  // namespace godwit::cli
