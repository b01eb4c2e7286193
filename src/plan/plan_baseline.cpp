// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>

#include "plan/plan.h"
#include "plan/refusals.h"

namespace godwit {
namespace {

std::vector<Step> recorded_steps(std::span<const Migration> migrations) {
  std::vector<Step> steps;
  std::int64_t sequence = 0;
  for (const Migration& migration : migrations) {
    steps.push_back({.direction = Direction::up,
                     .version = migration.version,
                     .name = migration.name,
                     .migration = &migration,
                     .sequence = ++sequence,
                     .batch = 1});
  }
  return steps;
}

}  // namespace

Result<Plan> plan_adoption(const MigrationSet& migrations,
                           const RecordedHistory& history) {
  if (!history.own_version) return Plan{};
  const auto version = Version::parse(*history.own_version);
  if (!version || migrations.find(*version) == nullptr) {
    return unknown_own_version(*history.own_version, migrations);
  }
  return plan_baseline(
      migrations, history,
      {.version = *version,
       .reason = fmt::format("the application's own version was {}",
                             *history.own_version)});
}

Plan plan_snapshot(const MigrationSet& migrations,
                   const RecordedHistory& history, const UpRequest& request) {
  const Snapshot* snapshot = migrations.snapshot();
  const bool fits = snapshot != nullptr && history.empty_database &&
                    history.rows() == 0 && !history.own_version &&
                    !history.pushed && !request.steps &&
                    (!request.to || snapshot->at <= *request.to);
  if (!fits) return {};
  const std::size_t count = migrations.position(snapshot->at) + 1;
  return {.baseline = recorded_steps(migrations.all().first(count)),
          .baseline_reason =
              fmt::format("made at once by {}", snapshot->script.file),
          .snapshot = &snapshot->script};
}

Result<Plan> plan_baseline(const MigrationSet& migrations,
                           const RecordedHistory& history,
                           const BaselineRequest& request) {
  if (request.reason.empty()) return baseline_without_reason();
  const Migration* last = migrations.find(request.version);
  if (last == nullptr) return no_such_version(request.version, migrations);
  if (history.rows() > 0) return history_not_empty(history);
  const std::size_t count = migrations.position(last->version) + 1;
  return Plan{.direction = Direction::up,
              .request = request,
              .baseline = recorded_steps(migrations.all().first(count)),
              .baseline_reason = request.reason,
              .completes_set = count == migrations.size() &&
                               migrations.repeatable().empty()};
}

}  // namespace godwit
