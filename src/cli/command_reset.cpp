// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>

#include <algorithm>

#include "cli/command.h"
#include "cli/confirmation.h"
#include "cli/required_by.h"
#include "cli/run_listener.h"
#include "report/text.h"

namespace godwit::cli {
namespace {

constexpr const char* nothing_to_do = "nothing to do: there is no history";
constexpr const char* nothing_to_undo = "no migration to undo";

using report::OfSet;

std::optional<ExitCode> refusal_of(const Invocation& invocation,
                                   const std::vector<OfSet<Plan>>& plans) {
  std::size_t steps = 0;
  for (const OfSet<Plan>& plan : plans) steps += plan.value.steps.size();
  return refusal(invocation, fmt::format("undo {} and remove the history",
                                         report::migrations(steps)));
}

// Of at least one set.
Result<bool> has_history(Database& database) {
  for (MigratedSet& set : database.sets) {
    const Result<Status> status = set.migrator.status();
    if (!status) return status.error();
    if (status->initialised) return true;
  }
  return false;
}

ExitCode reset(Invocation& invocation, Database& database,
               const std::vector<OfSet<Plan>>& planned, RunListener& listener) {
  std::vector<OfSet<RunReport>> runs;
  for (std::size_t i = 0; i < database.sets.size(); ++i) {
    MigratedSet& set = database.sets[i];
    runs.push_back({set.name(), set.migrator.run(planned[i].value)});
    if (!runs.back().value.ok()) break;
  }
  listener.stop();
  const ExitCode code = show_runs(invocation, runs, nothing_to_undo);
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (!runs[i].value.ok()) continue;
    invocation.output.remark(fmt::format("removed history table {}",
                                         database.sets[i].history_table));
  }
  return code;
}

}  // namespace

ExitCode run_reset(Invocation& invocation) {
  RunListener listener(invocation);
  const bool dry_run = invocation.arguments.dry_run;
  auto database = open_database(invocation, {.read_only = dry_run}, &listener);
  if (!database) return fail(invocation, database.error());
  if (const auto refused = refuse_if_required(invocation, *database)) {
    return *refused;
  }
  std::reverse(database->sets.begin(), database->sets.end());
  // Fails where a migration has no way down, naming all of those.
  const auto planned = plans(
      *database, [](MigratedSet& set) { return set.migrator.plan_reset(); });
  if (!planned || dry_run) {
    return show_plans(invocation, planned, nothing_to_undo);
  }
  const Result<bool> history = has_history(*database);
  if (!history) return fail(invocation, history.error());
  if (!*history) {
    return show_runs(invocation,
                     {{database->sets.front().name(),
                       RunReport{.direction = Direction::down}}},
                     nothing_to_do);
  }
  if (const auto refused = refusal_of(invocation, *planned)) return *refused;
  return reset(invocation, *database, *planned, listener);
}

}  // namespace godwit::cli
