// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/migration.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace godwit {

/// What `Migrator::up` is asked to do. `to` and `steps` are about the set
/// itself; of sets that it requires everything is applied.
struct UpRequest {
  /// Stop after this version; it must exist in the set. Absent: no limit.
  std::optional<Version> to = {};
  /// Apply at most so many. Absent: no limit.
  std::optional<std::size_t> steps = {};
  TransactionMode transaction = TransactionMode::each;
  /// Apply pending migrations that are older than applied ones.
  bool allow_out_of_order = false;
  /// Whether to go on where the database has newer migrations than the set.
  /// Absent: as each set says.
  std::optional<NewerPolicy> newer = {};
  /// First bring up what the set requires. A plan is about the set alone.
  bool with_required = true;
  /// Run repeatable scripts, too.
  bool with_repeatable = true;

  /// What is asked of a set that is required: the same, and all of it.
  UpRequest of_required() const {
    UpRequest request = *this;
    request.to.reset();
    request.steps.reset();
    request.with_required = false;
    return request;
  }
};

/// What somebody who has looked at the database says of a statement that was
/// interrupted outside a transaction, see AppliedMigration::begun_sql.
enum class Resolution : std::uint8_t {
  done,   ///< it is done; the script goes on behind it
  again,  ///< it is not, or may run once more; the script goes on with it
};

/// "done" or "again".
std::string_view to_string(Resolution resolution) noexcept;

/// What `Migrator::resolve` is asked to do.
struct ResolveRequest {
  /// Of the migration whose statement is in doubt.
  Version version = {};
  Resolution resolution = Resolution::again;
};

/// What `Migrator::baseline` is asked to do.
struct BaselineRequest {
  /// The last migration that the database has; it must exist in the set.
  Version version = {};
  /// Why, for whoever reads the history later. Must not be empty.
  std::string reason = {};
};

/// What `Migrator::seed` is asked to do.
struct SeedRequest {
  /// Such as "dev": the seeds of this environment run beside those that have
  /// none. Empty: only those.
  std::string environment = {};
};

/// What `Migrator::mark` is asked to do.
struct MarkRequest {
  enum class As : std::uint8_t {
    applied,  ///< the database has it, whoever did it
    pending,  ///< the database does not have it, or no longer
  };
  /// It must exist in the set, or in the history if it is to be pending.
  Version version = {};
  As as = As::applied;
  /// Why, for whoever reads the log later. Must not be empty.
  std::string reason = {};
};

/// What `Migrator::protect` is asked to do.
struct ProtectRequest {
  /// Why the database is protected, such as "production", or why no longer.
  /// Must not be empty.
  std::string reason = {};
  /// Take the mark off.
  bool off = false;
};

/// What `Migrator::repair` is asked to do.
struct RepairRequest {
  /// Only this one. Absent: all that are edited or missing.
  std::optional<Version> version = {};
  /// Why, for whoever reads the log later. May be empty.
  std::string reason = {};
};

/// A change of the history that runs nothing.
struct Amendment {
  enum class Kind : std::uint8_t {
    applied,    ///< it is recorded as applied
    pending,    ///< its row is removed
    accepted,   ///< it was edited; the row has the text of the set now
    forgotten,  ///< it is missing from the set; its row is removed
    resolved,   ///< the statement in doubt is none any more
  };
  Kind kind = Kind::applied;
  Version version = {};
  std::string name = {};
};

/// The name of the enumerator, such as "accepted".
std::string_view to_string(Amendment::Kind kind) noexcept;

/// What `Migrator::down` is asked to do. At most one of the fields may be set;
/// none means the last applied migration.
struct DownRequest {
  /// Undo at most so many, the last applied first.
  std::optional<std::size_t> steps = {};
  /// Undo all that were applied after this version, which stays.
  std::optional<Version> to = {};
  /// Undo the last run of `up`.
  bool batch = false;
  /// Undo everything.
  bool all = false;
};

/// What `Migrator::verify` is to compare.
struct VerifyRequest {
  /// Fail where the database has anything that the set does not have.
  bool exact = false;
};

/// A way down as the history keeps it.
struct StoredScript {
  std::string sql = {};
  /// Views `sql`.
  Script script = {};
};

/// What runs with a step: in its transaction, where that has one, else before
/// or behind it in one of its own.
struct Companion {
  /// "before_each", or the name of the repeatable script that is undone.
  std::string name = {};
  /// Of the set, or of `stored`.
  const Script* script = nullptr;
  std::shared_ptr<const StoredScript> stored = {};
  /// The repeatable script is undone, and its row of the history goes. False:
  /// it is a hook.
  bool undoes = false;
};

/// One script to run and the row of the history that it moves.
struct Step {
  Direction direction = Direction::up;
  MigrationKind kind = MigrationKind::versioned;
  Version version = {};
  std::string name = {};
  /// In the set of the plan. Null: this binary does not carry it.
  const Migration* migration = nullptr;
  /// Down only: what to run instead of the way down of `migration`: what the
  /// history has kept, or nothing, where nothing of the way up has run.
  std::shared_ptr<const StoredScript> stored = {};
  /// Up only: position in the order of application and the run's number.
  std::int64_t sequence = 0;
  std::int64_t batch = 0;
  /// The history has a row of a run that was interrupted in this step.
  bool recorded = false;
  /// Statements that an interrupted run has already done.
  std::size_t resume_at = 0;
  /// See AppliedMigration::begun_sql.
  std::optional<std::string> in_doubt = {};
  /// See AppliedMigration::checkpoint.
  std::optional<std::string> checkpoint = {};
  /// In the order in which they run.
  std::vector<Companion> before = {};
  std::vector<Companion> after = {};

  /// What to run.
  const Script& script() const noexcept {
    if (stored != nullptr) return stored->script;
    return direction == Direction::up ? migration->up : *migration->down;
  }
};

/// A migration that the database has and that is newer than all of its set.
struct NewerMigration {
  /// EmbeddedSet::name() of the set.
  std::string set = {};
  Version version = {};
  std::string name = {};
};

/// What a run would do, in order. Pure data: nothing was touched to make it.
struct Plan {
  Direction direction = Direction::up;
  /// What was asked for, by which `Migrator::run` makes the plan again to see
  /// that it still holds.
  std::variant<UpRequest, DownRequest, BaselineRequest, SeedRequest> request =
      {};
  /// Down only: after the last step the history is removed.
  bool removes_history = false;
  /// What the steps are of. Null: it must outlive the plan by other means.
  std::shared_ptr<const MigrationSet> set = {};
  TransactionMode transaction = TransactionMode::each;
  /// Up only: what is recorded as applied before the first step, all at once,
  /// and not run, since the database has it already; and why.
  std::vector<Step> baseline = {};
  std::string baseline_reason = {};
  /// Up only: runs first, and together with the record of `baseline`, whose
  /// work it does. Of the set; null: there is no such.
  const Script* snapshot = nullptr;
  std::vector<Step> steps = {};
  /// Hooks around all steps, each in a transaction of its own. Of the set;
  /// null: there is none.
  const Script* before_all = nullptr;
  const Script* after_all = nullptr;
  /// After these steps the database has exactly what the set has.
  bool completes_set = false;
  /// Up only.
  std::vector<NewerMigration> newer = {};
  /// Says in 16 hexadecimal digits which plan of a Migrator this is: of the
  /// same set, steps, scripts, mode and rows of the history it is the same one
  /// in each process. `Migrator::run` compares it. Empty: made otherwise.
  std::string hash = {};

  bool empty() const noexcept { return steps.empty() && baseline.empty(); }
};

/// How a migration stands between the set and the database.
enum class MigrationState : std::uint8_t {
  applied,       ///< in both, unchanged
  pending,       ///< in the set only
  edited,        ///< in both, but the up script has changed since
  missing,       ///< in the database only, amid migrations that the set knows
  out_of_order,  ///< pending, but older than an applied one
  newer,         ///< in the database only, later than all that the set knows
  interrupted,   ///< a script outside a transaction stopped halfway
  running,       ///< a script outside a transaction is halfway, and goes on
  replaced,      ///< in the database only; one of the set has taken its place
  incomplete,    ///< in the set; of what it replaces the database has a part
};

/// The name of the enumerator, such as "out_of_order".
std::string_view to_string(MigrationState state) noexcept;

/// One line of `status`.
struct StatusEntry {
  MigrationKind kind = MigrationKind::versioned;
  Version version = {};
  std::string name = {};
  MigrationState state = MigrationState::pending;
  /// Absent: not in the history.
  std::optional<AppliedMigration> applied = {};
  /// Path of the up script; empty where the set does not know the migration.
  std::string file = {};
  bool reversible = false;
  /// Of the up script, as far as the set knows it.
  Language language = Language::sql;
  /// What was applied was another text than the set has, which is no difference
  /// that counts: C++, or one of Migration::formerly.
  bool source_changed = false;
  /// The database has it, and the set ends before it.
  bool newer = false;
  /// The version of the one in the set that has taken its place. Absent: none.
  std::optional<Version> replaced_by = {};
};

/// What `Migrator::status` is asked to tell.
struct StatusRequest {
  /// Of the migrations at the beginning that the database has exactly as the
  /// set, only so many, the last ones; the others are counted and not read,
  /// which takes a small part of the time where they are thousands. Absent, and
  /// where they cannot be told without reading: all.
  std::optional<std::size_t> settled = {};
};

/// The whole of `status`, in the order of the versions.
struct Status {
  /// How many migrations stand before those of `entries`, all of them `applied`
  /// with the text that the set has: see StatusRequest.
  std::size_t settled = 0;
  /// Behind those of the versions stand those of repeatable scripts: `pending`
  /// also where another text was applied, and `missing` where the set has none
  /// of the name any more, which `up` leaves alone.
  std::vector<StatusEntry> entries = {};
  /// What `seed` has run or could run. They stand in nobody's way.
  std::vector<StatusEntry> seeds = {};
  /// False: no history table, so nothing was ever applied.
  bool initialised = false;
  /// Who holds the lock, so is migrating just now, such as "process 17 on host
  /// web1". Empty: nobody.
  std::string running = {};
  /// What the application has counted itself, as EmbeddedSet::adopt_version
  /// found it: `up` records what it names and does not run it. Empty: there is
  /// a history, or nothing to adopt.
  std::string own_version = {};
  /// Why the database is protected, see Migrator::protect. Empty: it is not.
  std::string protection = {};
  /// `push` has changed the schema, and no migration that is applied tells of
  /// it: `up` records those that do, and `down` refuses.
  bool pushed = false;
  /// See EmbeddedSet::newer.
  NewerPolicy newer = NewerPolicy::accept;

  std::size_t count(MigrationState state) const noexcept;
  /// Everything that the set has is applied, unchanged, and nothing is there
  /// that `up` would refuse. Newer migrations are no obstacle, also while they
  /// run, unless one is breaking or the set refuses them; nor are replaced
  /// ones.
  bool up_to_date() const noexcept;
  /// The database has everything that the set has, unchanged, and nothing else
  /// but what that replaces.
  bool exact() const noexcept;
  /// Why not: the entries that stand in the way of the one or the other.
  std::vector<StatusEntry> differences(const VerifyRequest& request) const;
};

}  // namespace godwit
