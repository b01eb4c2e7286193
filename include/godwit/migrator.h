// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/connection.h>
#include <godwit/drift.h>
#include <godwit/health.h>
#include <godwit/kept_table.h>
#include <godwit/logged_run.h>
#include <godwit/plan.h>
#include <godwit/stop.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace godwit {

namespace run {
struct AmendRequest;
struct Work;
}  // namespace run

/// What happens during a run, as it happens. Its views and its step live as
/// long as the call that hears of it: what is to stay must be copied.
struct Event {
  enum class Kind : std::uint8_t {
    waiting,       ///< for the migration lock; `text` says who holds it
    blocked,       ///< a statement waits for a table; `text` says who holds it
    retrying,      ///< the migration begins again soon; `text` says why
    reconnecting,  ///< the connection broke; `text` says how
    started,       ///< `step` begins
    running,       ///< `step` takes long; told about once a second
    finished,      ///< `step` is kept, whatever happens later
    notice,        ///< the database says something (RAISE NOTICE); `text`
    progress,      ///< a step in C++ says how far it is: `done` of `total`
    unreachable,   ///< the server cannot be reached yet; `text` says why
    behind,        ///< others have not applied everything yet; `text` says who
                   ///< migrates just now, and is empty where nobody does
    baselined,     ///< `step` is recorded as applied, and was not run
    copying,       ///< the whole database is copied: `done` of `total`, or of
                   ///< what is not known; `text` says where to
    checking,      ///< a copy is read as a whole, which takes a while; `text`
                   ///< says which
  };
  Kind kind = Kind::notice;
  /// EmbeddedSet::name() of the set that is being brought up or undone.
  std::string_view set = {};
  /// Null unless something of it begins, goes on or ends. Where tables of the
  /// history are all that is made anew it is null in `retrying`, too; and in
  /// `running` where several steps are carried out at once, of which
  /// `step_index` is the first, and the database does not tell which one runs.
  const Step* step = nullptr;
  /// Of this run.
  std::size_t step_index = 0;
  std::size_t step_count = 0;
  /// In `running` who holds what the statement waits for. Empty: nobody, or it
  /// is not known.
  std::string_view text = {};
  /// Of `progress`, as Database::progress was told; of `copying`, in bytes.
  /// `total` is zero where that is not known.
  std::uint64_t done = 0;
  std::uint64_t total = 0;
  /// Of `step`, when it is finished; in `running` so far.
  std::chrono::microseconds duration{};
  /// In `running`: the statement of the script that is carried out, from 0, and
  /// how many the script has. Absent: not known. PostgreSQL is sent a script in
  /// a transaction as a whole, and does not tell how far it is.
  std::optional<std::size_t> statement = {};
  std::size_t statement_count = 0;
};

struct MigratorOptions {
  /// "table" or "schema.table". Empty: the set's own, or else
  /// "godwit_migrations". On PostgreSQL the schema defaults to "public".
  std::string history_table = {};
  /// How long to wait in all, before the first step, for what others hold: the
  /// migration lock, the tables of the history, a SQLite file; and after a lost
  /// connection for the server to come back. Zero: no longer than it takes to
  /// ask. `milliseconds::max()`: no limit.
  std::chrono::milliseconds lock_timeout = std::chrono::seconds(60);
  /// How long each statement of a migration may take; `timed_out` after it.
  /// Zero, and `milliseconds::max()`: no limit.
  std::chrono::milliseconds statement_timeout{};
  /// How long a statement of a migration may wait for a lock on a table, while
  /// others queue up behind it. PostgreSQL only: on SQLite all that can be
  /// waited for is the file. Zero, and `milliseconds::max()`: no limit.
  std::chrono::milliseconds table_lock_timeout{};
  /// How often a migration that runs in a transaction begins again, after
  /// pauses of half a second to ten, where it waited too long for a table
  /// (SQLSTATE 55P03), was in a deadlock (40P01) or could not be serialised
  /// (40001).
  std::size_t retries = 5;
  /// Recorded in the history. Empty: the user of the operating system.
  std::string applied_by = {};
  /// Protects the database, for this reason, with the first record that `up`,
  /// `init` or `baseline` writes, unless something protects it already: see
  /// Migrator::protect. Empty: that is left as it is.
  std::string protection = {};
  /// Which program it is, for the log of the history. Empty: the name of the
  /// file that runs.
  std::string program = {};
  /// What the set's PLACEHOLDERS stand for; stronger than their defaults.
  /// Values of names that the set does not have are not looked at.
  PlaceholderValues placeholders = {};
  /// Called on the thread that called the Migrator, in the middle of a run: it
  /// must not use the connection that is being migrated, and `running` may come
  /// in the middle of a statement. What it writes through that connection on
  /// SQLite is noticed and undone. What it throws ends the run, undoes
  /// the step that is not kept yet and is thrown again by the Migrator once the
  /// lock is given back. Empty: nobody listens.
  std::function<void(const Event&)> on_event = {};
  /// Cancels a running statement, rolls back and returns `cancelled`.
  StopToken stop = {};
};

/// One step that was carried out and kept.
struct StepReport {
  Direction direction = Direction::up;
  MigrationKind kind = MigrationKind::versioned;
  /// EmbeddedSet::name() of the set that it belongs to.
  std::string set = {};
  Version version = {};
  std::string name = {};
  std::string file = {};
  std::chrono::microseconds duration{};
};

/// What a run did. What was kept matters as much as what failed, so both are
/// here; a step that is in neither was not begun.
struct [[nodiscard]] RunReport {
  Direction direction = Direction::up;
  std::vector<StepReport> done = {};
  /// What was recorded as applied, before all of `done`, and not run.
  std::vector<StepReport> baseline = {};
  /// The file of the set's snapshot, where that made what `baseline` names.
  /// Empty: the database had it.
  std::string snapshot = {};
  /// The step that failed, if it was a step.
  std::optional<StepReport> failed = {};
  std::optional<Error> error = {};
  std::chrono::microseconds duration{};
  /// Up only: what the database has beyond the sets.
  std::vector<NewerMigration> newer = {};

  bool ok() const noexcept { return !error.has_value(); }
  explicit operator bool() const noexcept { return ok(); }

  /// The report, or an exception of type BadResult.
  const RunReport& value() const& {
    if (!ok()) detail::throw_bad_result(*error);
    return *this;
  }
  RunReport value() && {
    if (!ok()) detail::throw_bad_result(*error);
    return std::move(*this);
  }
};

/// Brings a database to where a set of migrations wants it. Holds no global
/// state and prints nothing. `up` brings up what the set requires, too; all
/// else is about the set alone.
class Migrator {
 public:
  /// The connection must outlive the migrator, and may be moved.
  Migrator(Connection& connection, EmbeddedSet embedded,
           MigratorOptions options = {});
  /// A set that was read once and is shared by many.
  Migrator(Connection& connection,
           std::shared_ptr<const MigrationSet> migrations,
           MigratorOptions options = {});
  Migrator(Connection& connection, MigrationSet migrations,
           MigratorOptions options = {});

  /// How each migration stands. Writes nothing.
  Result<Status> status(const StatusRequest& request = {});

  /// What was done to the database, the first run first; empty where there is
  /// no history. `reset` removes the log with the history. Writes nothing.
  Result<std::vector<LoggedRun>> log();

  /// How the database stands to the set, for the health endpoint of a service.
  /// One query, which writes nothing, takes no lock and does not wait for a
  /// migration that runs; whatever `lock_timeout` is, it waits no longer than a
  /// second for who has locked the history or a SQLite file.
  Result<Health> health();

  /// What `up`, `down`, `reset` or `baseline` would do now. Writes nothing and
  /// takes no lock.
  Result<Plan> plan_up(const UpRequest& request = {});
  Result<Plan> plan_down(const DownRequest& request = {});
  Result<Plan> plan_reset();
  /// What `down` would undo, if exactly that can be applied again afterwards.
  Result<Plan> plan_redo(const DownRequest& request = {});
  Result<Plan> plan_baseline(const BaselineRequest& request);
  Result<Plan> plan_seed(const SeedRequest& request = {});

  /// Carries out exactly the steps of a plan of this migrator, or of one with
  /// the same set and history; fails with `plan_outdated`, and does nothing,
  /// where the history has moved since.
  RunReport run(const Plan& plan);

  /// Where there is no history yet and the set's ADOPT_VERSION finds a version
  /// that the application has counted itself, what it names is recorded first,
  /// as by `baseline`. An empty database is given the set's SNAPSHOT, if that
  /// is wanted up to its version. Then applies what is pending, of the sets
  /// that the set requires first, each under the lock of its own history and up
  /// to the first failure. With nothing to do this is one round trip for each
  /// set, which takes no lock and writes nothing. Where only a way down was
  /// edited since, that is noted once, so that the next start is such a round
  /// trip again.
  RunReport up(const UpRequest& request = {});

  /// Undoes what was applied, the last first.
  RunReport down(const DownRequest& request = {});

  /// Undoes everything and removes the history table. Fails with
  /// `protected_database` where the database is protected.
  RunReport reset();

  /// Runs the seeds that have not run yet, or that say they run again and have
  /// another text, each in a transaction. Fails with `pending` where the
  /// database does not have all of the set.
  RunReport seed(const SeedRequest& request = {});

  /// Takes over a database that was made without Godwit: records the migrations
  /// of the set up to a version as applied, all or none, and runs none of them.
  /// Nothing is recorded of sets that the set requires. Fails with
  /// invalid_argument where the history is not empty.
  RunReport baseline(const BaselineRequest& request);

  /// Creates the history table where it is not there yet, and records what the
  /// set's ADOPT_VERSION finds. True: created now.
  Result<bool> init();

  /// Records what became of a statement that was interrupted, where looking at
  /// the database does not tell (`statement_in_doubt`); `up` or `down` then
  /// goes on. Fails with invalid_argument where there is no doubt.
  Result<void> resolve(const ResolveRequest& request);

  /// Records that a migration is applied, or is not, and runs nothing: what
  /// somebody did by hand, or gives up. Empty: the history said so already.
  /// Fails with invalid_argument where there is no history.
  Result<std::vector<Amendment>> mark(const MarkRequest& request);

  /// Marks the database as one that must keep what it has, or takes the mark
  /// off: `reset`, `restore` and a `down` of everything then fail with
  /// `protected_database`. The mark is kept in this history and logged. True:
  /// changed now; false: it was so already. Fails with invalid_argument where
  /// there is no history.
  Result<bool> protect(const ProtectRequest& request);

  /// Brings the history in line with the set, and runs nothing: of a migration
  /// that was edited after it was applied the row gets the text of now, that of
  /// one that is missing from the set is removed. Migrations that are newer
  /// than the set stay. Empty: there was nothing to do.
  Result<std::vector<Amendment>> repair(const RepairRequest& request = {});
  /// What that would do now. Writes nothing and takes no lock.
  Result<std::vector<Amendment>> plan_repair(const RepairRequest& request = {});

  /// The side tables of the database in which migrations keep what they drop
  /// (`-- godwit: keep`), whichever set they are of, by name. Writes nothing.
  Result<std::vector<KeptTable>> kept();

  /// Drops side tables for good, all or none, and says so in the log of the
  /// history. The way down of the migration works afterwards, too, and gives
  /// nothing back. Tells what is gone, with the rows that it had. Fails with
  /// invalid_argument where there is no history, or a table is no side table.
  Result<std::vector<KeptTable>> forget(const ForgetRequest& request);

  /// How the schema of the database differs from what the migrations make: what
  /// somebody changed by hand, or what a migration did elsewhere only. Compares
  /// with the schema that the build wrote down, and fails with `unsupported`
  /// where it did not (see EmbeddedSet::expected_schema), and as `verify` does
  /// where the database does not have all of the set. Rows are not looked at.
  /// Writes nothing, needs no right to write, and takes no lock; a few queries.
  Result<Drift> drift(const DriftRequest& request = {});

  /// Success: `status()->up_to_date()` or, if so requested, `exact()`.
  /// Otherwise fails and names the differences; the code is that of the worst:
  /// `binary_too_old`, `edited`, `incomplete`, `missing`, `interrupted`,
  /// `out_of_order`, `pending`, in this order. Writes nothing.
  Result<void> verify(const VerifyRequest& request = {});

 private:
  Migrator(driver::Session& session, EmbeddedSet embedded,
           MigratorOptions options);
  /// Read only when there is something to do, so that an application's start
  /// stays cheap.
  const Result<std::shared_ptr<const MigrationSet>>& migrations();
  Result<Plan> plan(const run::Work& work);
  RunReport run(const run::Work& work);
  Result<std::vector<Amendment>> amend(std::string_view action,
                                       const run::AmendRequest& request);
  RunReport up_alone(const UpRequest& request);
  RunReport up_required(EmbeddedSet set, const UpRequest& request);

  driver::Session* session_;
  /// Absent where the set was given ready-made.
  std::optional<EmbeddedSet> embedded_;
  std::optional<Result<std::shared_ptr<const MigrationSet>>> migrations_;
  MigratorOptions options_;
};

}  // namespace godwit
