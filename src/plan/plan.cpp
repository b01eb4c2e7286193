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

Result<void> check_step(const Step& step, Dialect dialect,
                        std::string_view server_version) {
  const auto server = Version::parse(number_of(server_version));
  for (const Requirement& requirement : step.script().requirements) {
    if (requirement.dialect != dialect) {
      return wrong_database(step, requirement);
    }
    if (server && *server < requirement.at_least) {
      return requirement_unmet(step, requirement, server_version);
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

Result<void> check_requirements(const Plan& plan, Dialect dialect,
                                std::string_view server_version) {
  for (const Step& step : plan.steps) {
    if (auto met = check_step(step, dialect, server_version); !met) return met;
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
