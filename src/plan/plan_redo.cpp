// SPDX-License-Identifier: BSL-1.0
#include <algorithm>

#include "plan/plan.h"
#include "plan/refusals.h"

namespace godwit {
namespace {

bool is_among(const Version& version, const std::vector<Step>& steps) {
  return std::any_of(steps.begin(), steps.end(),
                     [&](const Step& step) { return step.version == version; });
}

RecordedHistory without(RecordedHistory history,
                        const std::vector<Step>& undone) {
  std::erase_if(history.applied, [&](const AppliedMigration& row) {
    return is_among(row.version, undone);
  });
  return history;
}

}  // namespace

Result<Plan> plan_redo(const MigrationSet& migrations,
                       const RecordedHistory& history,
                       const DownRequest& request) {
  auto undone = plan_down(migrations, history, request);
  if (!undone || undone->empty()) return undone;
  for (const Step& step : undone->steps) {
    if (step.migration == nullptr) return cannot_redo(step);
  }
  const auto then =
      plan_up(migrations, without(history, undone->steps), again(*undone));
  if (!then) return then;
  for (const Step& step : then->steps) {
    if (step.kind != MigrationKind::versioned) continue;
    if (!is_among(step.version, undone->steps)) return pending_before(step);
  }
  return undone;
}

UpRequest again(const Plan& undone) {
  UpRequest request{.allow_out_of_order = true};
  for (const Step& step : undone.steps) {
    if (step.kind != MigrationKind::versioned) continue;
    if (!request.to || *request.to < step.version) request.to = step.version;
  }
  return request;
}

}  // namespace godwit
