// SPDX-License-Identifier: BSL-1.0
#include "command/redo.h"

#include <algorithm>
#include <utility>

#include "plan/plan.h"

namespace godwit::command {
namespace {

Result<bool> is_applied(Database& database, const Version& version) {
  const auto status = database.sets.front().migrator.status();
  if (!status) return status.error();
  return std::any_of(status->entries.begin(), status->entries.end(),
                     [&](const StatusEntry& entry) {
                       return entry.version == version && entry.applied;
                     });
}

}  // namespace

Result<Plans> plan_redo(Database& database, const DownRequest& request) {
  MigratedSet& set = database.sets.front();
  auto plan = set.migrator.plan_redo(request);
  if (!plan) return std::move(plan).error();
  return Plans{{set.name(), *std::move(plan)}};
}

Redone redo(Database& database, const Plans& plans) {
  Redone redone{.undone = run(database, plans)};
  const RunReport& undone = redone.undone.back().value;
  if (undone.ok() && !undone.done.empty()) {
    redone.again = up(database, again(plans.front().value));
  }
  return redone;
}

Result<Plans> plan_goto(Database& database, const Version& version) {
  const auto applied = is_applied(database, version);
  if (!applied) return applied.error();
  return *applied ? plan_down(database, {.to = version})
                  : plan_up(database, {.to = version});
}

}  // namespace godwit::command
