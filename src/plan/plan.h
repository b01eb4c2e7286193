// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/health.h>
#include <godwit/plan.h>

#include <string_view>

#include "migration/recorded_history.h"

namespace godwit {

/// The decision what to apply, or why nothing may be: the set and the history
/// disagree, a pending migration is out of order, a version does not exist.
Result<Plan> plan_up(const MigrationSet& migrations,
                     const RecordedHistory& history, const UpRequest& request);

/// The decision what to record as applied without running it, or why nothing
/// may be: the history is not empty, the version does not exist.
Result<Plan> plan_baseline(const MigrationSet& migrations,
                           const RecordedHistory& history,
                           const BaselineRequest& request);

/// The same of the version that the application has counted itself; an empty
/// plan where it has none.
Result<Plan> plan_adoption(const MigrationSet& migrations,
                           const RecordedHistory& history);

/// That the set's snapshot is applied and what of the set it stands for
/// recorded; an empty plan where the database is not empty, or less is wanted.
Plan plan_snapshot(const MigrationSet& migrations,
                   const RecordedHistory& history, const UpRequest& request);

/// The decision which seeds to run, or why none may: the database does not have
/// all of the set.
Result<Plan> plan_seed(const MigrationSet& migrations,
                       const RecordedHistory& history,
                       const SeedRequest& request);

/// Whether a seed has not run yet, or is one that runs again when its text is
/// another one.
bool is_due(const Migration& seed, const RecordedHistory& history);

/// The decision what to undo, the last applied first, or why it cannot be. A
/// script comes from the set or, where the set does not know the migration,
/// from the history.
Result<Plan> plan_down(const MigrationSet& migrations,
                       const RecordedHistory& history,
                       const DownRequest& request);

/// The decision what to undo in order to apply it again: as plan_down, or why
/// exactly that could not be applied afterwards.
Result<Plan> plan_redo(const MigrationSet& migrations,
                       const RecordedHistory& history,
                       const DownRequest& request);

/// What applies again what such a plan has undone.
UpRequest again(const Plan& undone);

/// Whether a plan that was made before is the one that is made now: fails with
/// plan_outdated where other steps have become due.
Result<void> check_unchanged(const Plan& before, const Plan& now);

/// Fails at a script that is still what `create` wrote. Apart from the
/// decisions above, since the checks of a build go on with such a script.
Result<void> check_written(const Plan& plan);

/// How each migration of the set and of the history stands.
Status make_status(const MigrationSet& migrations, RecordedHistory history);

/// The same counted. Of a row that is halfway nobody need know more, and by the
/// side of a newer binary that is at work an older one is well.
Health make_health(const MigrationSet& migrations,
                   const RecordedHistory& history);

/// What a plan would run on.
struct Engine {
  Dialect dialect = Dialect::postgresql;
  /// Such as "15.4".
  std::string_view version = {};
  /// "libsql", or empty: what the dialect is called after.
  std::string_view name = {};
};

/// `requires` directives of all steps against what they would run on.
Result<void> check_requirements(const Plan& plan, const Engine& engine);

}  // namespace godwit
