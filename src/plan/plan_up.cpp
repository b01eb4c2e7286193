// SPDX-License-Identifier: BSL-1.0
#include <algorithm>

#include "plan/hooks.h"
#include "plan/numbering.h"
#include "plan/plan.h"
#include "plan/pushed.h"
#include "plan/refusals.h"
#include "plan/repeatable.h"
#include "plan/standing.h"
#include "plan/take_up.h"

namespace godwit {
namespace {

std::vector<Standing> in_state(const std::vector<Standing>& all,
                               MigrationState state) {
  std::vector<Standing> result;
  std::copy_if(all.begin(), all.end(), std::back_inserter(result),
               [&](const Standing& one) { return one.state == state; });
  return result;
}

/// Scripts that are halfway, unless it is one that `up` goes on with.
Result<void> check_unfinished(const std::vector<Standing>& all,
                              const RecordedHistory& history) {
  for (const Standing& one : all) {
    const bool unfinished =
        one.applied != nullptr && one.applied->state != AppliedState::applied;
    if (!unfinished) continue;
    if (one.state == MigrationState::running) {
      return being_worked_on(one, history.worker);
    }
    if (one.newer && is_harmless(one.state, *one.applied)) continue;
    if (one.applied->state == AppliedState::reverting) return half_undone(one);
    if (one.migration == nullptr) return half_applied(one);
  }
  return {};
}

std::vector<Standing> newer_ones(const std::vector<Standing>& all) {
  std::vector<Standing> result;
  std::copy_if(all.begin(), all.end(), std::back_inserter(result),
               [](const Standing& one) { return one.newer; });
  return result;
}

/// The newest of the breaking migrations that the set does not know tells best
/// how new a binary must be.
Result<void> check_age(const std::vector<Standing>& all) {
  const auto needed =
      std::find_if(all.rbegin(), all.rend(), [](const Standing& one) {
        return one.migration == nullptr && one.replaced_by == nullptr &&
               one.applied->breaking;
      });
  if (needed != all.rend()) return binary_too_old(*needed);
  return {};
}

/// Whether set and history agree so far that applying more makes sense. Rows
/// that are newer than the set do no harm by themselves: a deployment rolls.
Result<void> check_agreement(const MigrationSet& migrations,
                             const RecordedHistory& history,
                             const std::vector<Standing>& all,
                             const UpRequest& request) {
  if (auto fit = check_age(all); !fit) return fit;
  const NewerPolicy policy = request.newer.value_or(migrations.newer());
  if (const auto newer = newer_ones(all);
      policy == NewerPolicy::refuse && !newer.empty()) {
    return newer_refused(newer);
  }
  if (const auto edited = in_state(all, MigrationState::edited);
      !edited.empty()) {
    return edited_after_apply(edited);
  }
  if (const auto incomplete = in_state(all, MigrationState::incomplete);
      !incomplete.empty()) {
    return replaced_in_part(incomplete.front(), all);
  }
  if (const auto missing = in_state(all, MigrationState::missing);
      !missing.empty()) {
    return missing_from_set(missing);
  }
  return check_unfinished(all, history);
}

Result<const Migration*> last_wanted(const MigrationSet& migrations,
                                     const std::optional<Version>& to) {
  if (!to) return static_cast<const Migration*>(nullptr);
  const Migration* migration = migrations.find(*to);
  if (migration == nullptr) return no_such_version(*to, migrations);
  return migration;
}

bool is_wanted(const Standing& one) {
  return one.state == MigrationState::pending ||
         one.state == MigrationState::out_of_order ||
         (one.state == MigrationState::interrupted && one.migration != nullptr);
}

std::vector<Standing> choose(const std::vector<Standing>& all,
                             const Migration* last, const UpRequest& request) {
  std::vector<Standing> chosen;
  for (const Standing& one : all) {
    if (chosen.size() == request.steps.value_or(all.size())) break;
    if (is_wanted(one)) chosen.push_back(one);
    if (last != nullptr && one.migration == last) break;
  }
  return chosen;
}

Step make_step(const Migration& migration) {
  return {.direction = Direction::up,
          .version = migration.version,
          .name = migration.name,
          .migration = &migration};
}

Result<std::vector<Step>> make_steps(const std::vector<Standing>& chosen,
                                     Numbering& numbering) {
  std::vector<Step> steps;
  steps.reserve(chosen.size());
  for (const Standing& one : chosen) {
    Step step = make_step(*one.migration);
    numbering.apply_to(step, one.applied);
    if (one.applied != nullptr) {
      if (auto taken = take_up(step, one); !taken) {
        return std::move(taken).error();
      }
    }
    steps.push_back(std::move(step));
  }
  return steps;
}

bool completes(const std::vector<Standing>& all, std::size_t chosen) {
  const auto open = std::count_if(all.begin(), all.end(), is_wanted);
  return static_cast<std::size_t>(open) == chosen && newer_ones(all).empty();
}

std::vector<NewerMigration> named(const std::vector<Standing>& newer,
                                  const std::string& set) {
  std::vector<NewerMigration> result;
  result.reserve(newer.size());
  for (const Standing& one : newer) {
    result.push_back(
        {.set = set, .version = one.version(), .name = one.name()});
  }
  return result;
}

Result<Plan> plan_pending(const MigrationSet& migrations,
                          const RecordedHistory& history,
                          const UpRequest& request) {
  const auto last = last_wanted(migrations, request.to);
  if (!last) return last.error();
  const std::vector<Standing> all = standings(migrations, history);
  if (auto agreed = check_agreement(migrations, history, all, request);
      !agreed) {
    return with_versions(std::move(agreed).error(), all);
  }
  const std::vector<Standing> chosen = choose(all, *last, request);
  const auto late = in_state(chosen, MigrationState::out_of_order);
  if (!late.empty() && !request.allow_out_of_order) return out_of_order(late);

  Numbering numbering(history);
  auto steps = make_steps(chosen, numbering);
  if (!steps) return std::move(steps).error();
  Plan plan{.direction = Direction::up,
            .request = request,
            .transaction = request.transaction,
            .steps = std::move(*steps),
            .completes_set = completes(all, chosen.size()),
            .newer = named(newer_ones(all), migrations.name())};
  if (request.with_repeatable) {
    auto added = add_repeatable(migrations, history, numbering, plan);
    if (!added) return std::move(added).error();
  } else {
    plan.completes_set = plan.completes_set && migrations.repeatable().empty();
  }
  add_hooks(migrations, plan);
  if (plan.transaction == TransactionMode::batch) {
    for (const Step& step : plan.steps) {
      if (!step.script().transactional) return cannot_batch(step);
    }
  }
  return plan;
}

/// As it is once a baseline is recorded.
RecordedHistory with_baseline(RecordedHistory history, const Plan& baseline) {
  for (const Step& step : baseline.baseline) {
    history.applied.push_back({.version = step.version,
                               .sequence = step.sequence,
                               .name = step.name,
                               .checksum = step.migration->checksum,
                               .batch = step.batch});
  }
  return history;
}

}  // namespace

Result<Plan> plan_up(const MigrationSet& migrations,
                     const RecordedHistory& history, const UpRequest& request) {
  auto adoption = plan_adoption(migrations, history);
  if (!adoption) return adoption;
  if (adoption->empty()) {
    *adoption = plan_snapshot(migrations, history, request);
  }
  if (adoption->empty()) {
    auto plan = plan_pending(migrations, history, request);
    return plan && history.pushed
               ? of_pushed(*std::move(plan), history, migrations.dialect())
               : std::move(plan);
  }
  auto plan =
      plan_pending(migrations, with_baseline(history, *adoption), request);
  if (!plan) return plan;
  plan->baseline = std::move(adoption->baseline);
  plan->baseline_reason = std::move(adoption->baseline_reason);
  plan->snapshot = adoption->snapshot;
  return plan;
}

}  // namespace godwit
