// SPDX-License-Identifier: BSL-1.0
#include "plan/hooks.h"

#include <string>

namespace godwit {
namespace {

Companion hook(HookPoint point, const Script* script) {
  return {.name = std::string(to_string(point)), .script = script};
}

}  // namespace

void add_hooks_of_each(const MigrationSet& migrations, Step& step) {
  if (step.kind != MigrationKind::versioned) return;
  const auto* before = migrations.hook(HookPoint::before_each, step.direction);
  const auto* after = migrations.hook(HookPoint::after_each, step.direction);
  if (before != nullptr) {
    step.before.insert(step.before.begin(),
                       hook(HookPoint::before_each, before));
  }
  if (after != nullptr)
    step.after.push_back(hook(HookPoint::after_each, after));
}

void add_hooks(const MigrationSet& migrations, Plan& plan) {
  if (plan.steps.empty()) return;
  plan.before_all = migrations.hook(HookPoint::before_all, plan.direction);
  plan.after_all = migrations.hook(HookPoint::after_all, plan.direction);
  for (Step& step : plan.steps) add_hooks_of_each(migrations, step);
}

}  // namespace godwit
