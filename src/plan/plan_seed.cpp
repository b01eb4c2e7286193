// SPDX-License-Identifier: BSL-1.0
#include "plan/numbering.h"
#include "plan/plan.h"
#include "plan/refusals.h"

namespace godwit {
namespace {

bool belongs(const Migration& seed, const SeedRequest& request) {
  return seed.environment.empty() || seed.environment == request.environment;
}

}  // namespace

bool is_due(const Migration& seed, const RecordedHistory& history) {
  const auto* row = history.find_script(MigrationKind::seed, seed.name);
  if (row == nullptr) return true;
  return seed.when_changed && row->checksum != seed.checksum;
}

Result<Plan> plan_seed(const MigrationSet& migrations,
                       const RecordedHistory& history,
                       const SeedRequest& request) {
  auto up = plan_up(migrations, history, {});
  if (!up) return up;
  if (!up->empty()) return not_up_yet(*up);
  Plan plan{.request = request,
            .completes_set = up->completes_set,
            .newer = std::move(up->newer)};
  Numbering numbering(history);
  for (const Migration& seed : migrations.seeds()) {
    if (!belongs(seed, request) || !is_due(seed, history)) continue;
    Step step{.kind = MigrationKind::seed,
              .name = seed.name,
              .migration = &seed,
              .recorded = history.find_script(MigrationKind::seed, seed.name) !=
                          nullptr};
    numbering.apply_to(step);
    plan.steps.push_back(std::move(step));
  }
  return plan;
}

}  // namespace godwit
