// SPDX-License-Identifier: BSL-1.0
#include "plan/pushed.h"

#include <utility>

#include "plan/refusals.h"

namespace godwit {

Result<Plan> of_pushed(Plan plan, const RecordedHistory& history) {
  if (plan.steps.empty()) return plan;
  if (history.pushed_schema != PushedSchema::of_set) {
    return pushed_and_not_generated(history.pushed_schema);
  }
  plan.baseline = std::exchange(plan.steps, {});
  for (Step& step : plan.baseline) {
    step.before.clear();
    step.after.clear();
  }
  plan.baseline_reason = "push had made it";
  plan.before_all = nullptr;
  plan.after_all = nullptr;
  return plan;
}

}  // namespace godwit
