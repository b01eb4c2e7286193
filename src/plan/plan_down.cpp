// SPDX-License-Identifier: BSL-1.0
#include <algorithm>

#include "migration/stored_script.h"
#include "plan/hooks.h"
#include "plan/plan.h"
#include "plan/refusals.h"
#include "plan/repeatable.h"
#include "plan/standing.h"
#include "plan/take_up.h"

namespace godwit {
namespace {

bool applied_later(const Standing& left, const Standing& right) {
  return left.applied->sequence > right.applied->sequence;
}

/// A row was written before the script, and nothing of that has run.
bool only_begun(const Standing& one) {
  return one.applied->state == AppliedState::started &&
         one.applied->untouched();
}

/// What is in the database, the last applied first.
std::vector<Standing> undoable(const MigrationSet& migrations,
                               const RecordedHistory& history) {
  std::vector<Standing> result = standings(migrations, history);
  std::erase_if(result,
                [](const Standing& one) { return one.applied == nullptr; });
  std::sort(result.begin(), result.end(), applied_later);
  return result;
}

Result<std::size_t> count_after(const std::vector<Standing>& rows,
                                const Version& to) {
  const auto found =
      std::find_if(rows.begin(), rows.end(),
                   [&](const Standing& one) { return one.version() == to; });
  if (found == rows.end()) return not_applied(to);
  return static_cast<std::size_t>(found - rows.begin());
}

std::size_t count_of_last_batch(const std::vector<Standing>& rows) {
  const auto other =
      std::find_if(rows.begin(), rows.end(), [&](const Standing& one) {
        return one.applied->batch != rows.front().applied->batch;
      });
  return static_cast<std::size_t>(other - rows.begin());
}

/// How many of the rows to undo.
Result<std::size_t> count_wanted(const std::vector<Standing>& rows,
                                 const DownRequest& request) {
  const int given = int{request.steps.has_value()} +
                    int{request.to.has_value()} + int{request.batch} +
                    int{request.all};
  if (given > 1) return only_one_of_down();
  if (request.to) return count_after(rows, *request.to);
  if (request.all) return rows.size();
  if (request.batch) return count_of_last_batch(rows);
  return std::min(rows.size(), request.steps.value_or(1));
}

Result<void> check_possible(const std::vector<Standing>& chosen,
                            const RecordedHistory& history) {
  std::vector<Standing> irreversible;
  for (const Standing& one : chosen) {
    if (one.state == MigrationState::running) {
      return being_worked_on(one, history.worker);
    }
    if (only_begun(one)) continue;
    if (one.applied->state == AppliedState::started) return half_applied(one);
    if (!has_way_down(one)) irreversible.push_back(one);
  }
  if (!irreversible.empty()) return no_way_down(irreversible);
  return {};
}

Result<Step> make_step(const Standing& one, Dialect dialect) {
  Step step{.direction = Direction::down,
            .version = one.version(),
            .name = one.name(),
            .migration = one.migration,
            .sequence = one.applied->sequence,
            .batch = one.applied->batch};
  if (only_begun(one)) {
    step.stored = std::make_shared<const StoredScript>();
    return step;
  }
  if (one.migration == nullptr) {
    auto stored = read_stored_script(one.applied->down_sql.value_or(""),
                                     one.label(), dialect);
    if (!stored) return std::move(stored).error();
    step.stored = *std::move(stored);
  }
  if (one.applied->state == AppliedState::reverting) {
    if (auto taken = take_up(step, one); !taken) {
      return std::move(taken).error();
    }
  }
  return step;
}

}  // namespace

Result<Plan> plan_down(const MigrationSet& migrations,
                       const RecordedHistory& history,
                       const DownRequest& request) {
  if (request.all && history.protection) {
    return protected_database(*history.protection);
  }
  if (history.pushed) return pushed_and_not_undone();
  const std::vector<Standing> rows = undoable(migrations, history);
  const auto count = count_wanted(rows, request);
  if (!count) return count.error();
  const std::vector<Standing> chosen(
      rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(*count));
  if (auto possible = check_possible(chosen, history); !possible) {
    return std::move(possible).error();
  }

  Plan plan{.direction = Direction::down, .request = request};
  for (const Standing& one : chosen) {
    auto step = make_step(one, migrations.dialect());
    if (!step) return std::move(step).error();
    plan.steps.push_back(std::move(*step));
  }
  auto undone = request.all ? undo_all_repeatable(migrations, history, plan)
                            : undo_repeatable_with(migrations, history, plan);
  if (!undone) return std::move(undone).error();
  add_hooks(migrations, plan);
  return plan;
}

}  // namespace godwit
