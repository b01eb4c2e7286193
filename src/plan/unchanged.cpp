// SPDX-License-Identifier: BSL-1.0
#include <algorithm>

#include "plan/plan.h"
#include "plan/refusals.h"

namespace godwit {
namespace {

bool same_step(const Step& left, const Step& right) {
  return left.version == right.version && left.sequence == right.sequence &&
         left.resume_at == right.resume_at &&
         left.script().text == right.script().text;
}

}  // namespace

Result<void> check_unchanged(const Plan& before, const Plan& now) {
  const bool same = std::equal(before.steps.begin(), before.steps.end(),
                               now.steps.begin(), now.steps.end(), same_step);
  if (!same) return plan_outdated(before, now);
  return {};
}

}  // namespace godwit
