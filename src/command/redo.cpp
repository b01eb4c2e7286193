// SPDX-License-Identifier: BSL-1.0
#include "command/redo.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/errors.h"
#include "migration/file_name.h"

namespace godwit::command {
namespace {

Error not_in_set(const Step& step) {
  return make_error(
      ErrorCode::missing,
      fmt::format("{} cannot be applied again: this binary does not carry it",
                  migration_label(step.version, step.name)),
      "redo it with the binary that does, or only undo it with 'down'");
}

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
  auto plans = plan_down(database, request);
  if (!plans) return plans;
  for (const Step& step : plans->front().value.steps) {
    if (step.migration == nullptr) return not_in_set(step);
  }
  return plans;
}

Redone redo(Database& database, const Plans& plans) {
  Redone redone{.undone = run(database, plans)};
  const RunReport& undone = redone.undone.back().value;
  if (undone.ok() && !undone.done.empty()) {
    redone.again = up(database, {.steps = undone.done.size()});
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
