// SPDX-License-Identifier: BSL-1.0
#include "plan/plan.h"

#include <algorithm>

#include "migration/skeleton.h"
#include "plan/refusals.h"

namespace godwit {
namespace {

/// The leading number of "15.4 (Debian 15.4-1)".
std::string_view number_of(std::string_view version) {
  return version.substr(0, version.find_first_not_of("0123456789."));
}

Result<void> check_step(const Step& step, const Engine& engine) {
  for (const Requirement& requirement : step.script().requirements) {
    const auto version = Version::parse(number_of(engine.version));
    if (requirement.dialect != engine.dialect) {
      return wrong_database(step, requirement);
    }
    if (!requirement.engine.empty() && requirement.engine != engine.name) {
      return libsql_required(step, requirement);
    }
    if (version && *version < requirement.at_least) {
      return requirement_unmet(step, requirement, engine.version);
    }
  }
  return {};
}

bool same_step(const Step& left, const Step& right) {
  return left.kind == right.kind && left.version == right.version &&
         left.name == right.name && left.sequence == right.sequence &&
         left.resume_at == right.resume_at &&
         left.script().text == right.script().text;
}

bool same_steps(const std::vector<Step>& left, const std::vector<Step>& right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    same_step);
}

}  // namespace

Result<void> check_requirements(const Plan& plan, const Engine& engine) {
  for (const Step& step : plan.steps) {
    if (auto met = check_step(step, engine); !met) return met;
  }
  if (plan.snapshot == nullptr) return {};
  // It has what these would have made.
  for (const Step& step : plan.baseline) {
    if (auto met = check_step(step, engine); !met) return met;
  }
  return {};
}

Result<void> check_unchanged(const Plan& before, const Plan& now) {
  const bool same = same_steps(before.steps, now.steps) &&
                    (before.snapshot == nullptr) == (now.snapshot == nullptr) &&
                    same_steps(before.baseline, now.baseline) &&
                    (before.hash.empty() || before.hash == now.hash);
  if (!same) return plan_outdated(before, now);
  return {};
}

Result<void> check_written(const Plan& plan) {
  for (const Step& step : plan.steps) {
    // Nobody can write what a newer binary has left in the history.
    if (step.stored != nullptr) continue;
    if (const auto at = find_skeleton(step.script())) {
      return unwritten(step, *at);
    }
  }
  return {};
}

}  // namespace godwit
