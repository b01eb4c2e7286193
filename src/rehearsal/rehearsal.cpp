// SPDX-License-Identifier: BSL-1.0
#include "rehearsal/rehearsal.h"

#include <fmt/format.h>
#include <godwit/migrator.h>

#include <functional>
#include <memory>
#include <utility>

#include "base/errors.h"
#include "base/text_position.h"
#include "driver/session.h"
#include "migration/placeholders.h"
#include "migration/script_reach.h"
#include "plan/hooks.h"
#include "plan/plan.h"
#include "rehearsal/hints.h"
#include "run/execution.h"
#include "run/listener.h"

namespace godwit::rehearsal {
namespace {

Error has_history(const MigrationSet& set, const Connection& connection) {
  return make_error(
      ErrorCode::invalid_argument,
      fmt::format("{} has a history of {} already, and what is tried out may "
                  "destroy it",
                  connection.description(), set.name()),
      "name a database that is empty");
}

// A new database would be taken for one that has these migrations.
Error adopted_where_nothing_is(const MigrationSet& set,
                               std::string_view version) {
  return make_error(
      ErrorCode::invalid_migration,
      fmt::format("ADOPT_VERSION of {} finds version {} in an empty database",
                  set.name(), version),
      "have it give NULL where the tables of the application are not there");
}

Error in_required(EmbeddedSet set, Error error) {
  error.notes.push_back(
      fmt::format("in the set {}, which is required", set.name()));
  return error;
}

// What a run says of a step is for those who keep the database.
Error error_of(const RunReport& report) {
  Error error = *report.error;
  if (!report.failed) return error;
  error.notes.clear();
  const std::string hint = hint_for(error);
  if (!hint.empty() || error.code != ErrorCode::unsupported) error.hint = hint;
  return error;
}

Result<void> done(const RunReport& report) {
  if (report.ok()) return {};
  return error_of(report);
}

// The way down is to blame for what it left.
Error not_undone(Error error, const Script& down) {
  error.message =
      fmt::format("after this way down, the way up does not apply again: {}",
                  error.message);
  if (!down.statements.empty()) {
    error.location = locate(down.text, down.statements.front().begin, down.file,
                            down.first_line);
  }
  return error;
}

Error error_of_snapshot(const RunReport& report) {
  Error error = *report.error;
  error.notes.clear();
  error.hint = hint_for(error);
  return error;
}

Error not_tried_in_memory(Error error) {
  error.hint =
      "scripts are tried out in memory here; leave this one to a test on the "
      "database that it requires, as with godwit_add_libsql_test()";
  return error;
}

Error not_empty_for_snapshot(const Connection& connection) {
  return make_error(
      ErrorCode::invalid_argument,
      fmt::format("the snapshot was not tried out: {} is not empty",
                  connection.description()),
      "name a database in which nothing is");
}

Result<void> first_of(std::vector<Error> errors) {
  if (errors.empty()) return {};
  return std::move(errors.front());
}

Result<void> stays_inside(const MigrationSet& set) {
  return first_of(outside_errors(set));
}

Result<void> apply_required(Connection& connection, EmbeddedSet set,
                            const StopToken& stop) {
  const auto migrations = set_to_look_at(set);
  if (!migrations) return in_required(set, migrations.error());
  if (auto inside = stays_inside(*migrations); !inside) {
    return in_required(set, std::move(inside).error());
  }
  const auto table = history::HistoryTable::named(migrations->history_table(),
                                                  migrations->dialect());
  if (!table) return in_required(set, table.error());
  const std::function<void(const Event&)> nobody;
  run::Listener listener(nobody, StopSource());
  run::Execution execution(connection.session(), *table, *migrations,
                           Direction::up, {.stop = stop}, listener);
  // Not by a Migrator: that refuses what is still to be written, which is told
  // where the set itself is checked.
  const RunReport report = execution.run([&](const RecordedHistory& history) {
    return plan_up(*migrations, history, {});
  });
  if (report.ok()) return {};
  return in_required(set, error_of(report));
}

// Two scripts that each run alone need not run in one transaction: a value of
// an enum is not to be used in the one that adds it, and a table with events of
// triggers that wait for the end cannot be altered.
bool may_run_apart(const Error& error) {
  return error.sqlstate == "55P04" || error.sqlstate == "55006";
}

// The failure of a run that was one transaction.
bool is_rolled_back(ErrorCode code) {
  return code != ErrorCode::transaction_ended &&
         code != ErrorCode::connection_lost &&
         code != ErrorCode::commit_in_doubt;
}

Step way_down(const Step& up, const MigrationSet& set) {
  Step down = up;
  down.direction = Direction::down;
  down.before.clear();
  down.after.clear();
  add_hooks_of_each(set, down);
  return down;
}

// The tables of the history, and what is to be applied.
Result<Plan> plan_on_new_history(Connection& connection,
                                 const MigrationSet& set,
                                 const StopToken& stop) {
  // The set is the caller's.
  Migrator migrator(
      connection,
      std::shared_ptr<const MigrationSet>(std::shared_ptr<void>(), &set),
      {.stop = stop});
  const auto status = migrator.status();
  if (!status) return status.error();
  if (status->initialised) return has_history(set, connection);
  if (!status->own_version.empty()) {
    return adopted_where_nothing_is(set, status->own_version);
  }
  if (auto made = migrator.init(); !made) return std::move(made).error();
  return plan_up(set, {.exists = true}, {});
}

}  // namespace

Result<Rehearsal> Rehearsal::begin(Connection& connection,
                                   const MigrationSet& set,
                                   std::span<const EmbeddedSet> required,
                                   const StopToken& stop, Refused refused) {
  auto inside = refused == Refused::before_any_runs
                    ? stays_inside(set)
                    : first_of(outside_errors_beside(set));
  if (!inside) return std::move(inside).error();
  for (const EmbeddedSet one : required) {
    auto applied = apply_required(connection, one, stop);
    if (!applied) return std::move(applied).error();
  }
  auto table = history::HistoryTable::named(set.history_table(), set.dialect());
  if (!table) return std::move(table).error();
  auto plan = plan_on_new_history(connection, set, stop);
  if (!plan) return std::move(plan).error();
  auto facts = connection.session().facts();
  if (!facts) return std::move(facts).error();
  return Rehearsal(connection, set, *std::move(table), std::move(plan->steps),
                   *std::move(facts), stop);
}

// The records count the rows of the history. Those that a plan leaves alone are
// not looked into, so that a long set takes no longer for each of its steps.
RecordedHistory Rehearsal::rows_beside(const Plan& plan) const {
  RecordedHistory history{.exists = true};
  const bool moves_last = plan.steps.front().direction == Direction::down;
  history.others.count =
      static_cast<std::int64_t>(applied_) - (moves_last ? 1 : 0);
  return history;
}

Result<void> Rehearsal::check(const Plan& plan) const {
  auto able = check_requirements(plan, {.dialect = connection_->dialect(),
                                        .version = engine_version_,
                                        .name = engine_name_});
  if (!able && connection_->dialect() == Dialect::sqlite) {
    return not_tried_in_memory(std::move(able).error());
  }
  if (!able || !refuses_unwritten_) return able;
  return check_written(plan);
}

Result<void> Rehearsal::lock(run::Listener& listener) {
  if (lock_) return {};
  driver::Session& session = connection_->session();
  auto locked = session.lock({.name = table_.name()}, listener, stop_);
  if (locked) lock_ = std::make_unique<run::Held>(session);
  return locked;
}

RunReport Rehearsal::run(std::vector<Step> steps, TransactionMode mode) {
  const Plan plan{.transaction = mode, .steps = std::move(steps)};
  RunReport report;
  failed_ = nullptr;
  if (plan.steps.empty()) return report;
  if (auto able = check(plan); !able) {
    report.error = std::move(able).error();
    return report;
  }
  const std::function<void(const Event&)> nobody;
  run::Listener listener(nobody, StopSource());
  driver::Session& session = connection_->session();
  if (auto locked = lock(listener); !locked) {
    report.error = std::move(locked).error();
    return report;
  }
  run::Execution execution(session, table_, *set_, Direction::up,
                           {.stop = stop_}, listener);
  report = execution.carry_out({rows_beside(plan), plan});
  // A script that fails may have given it back.
  if (!keeps_lock_ || !report.ok()) lock_.reset();
  if (report.failed) failed_ = set_->find(report.failed->version);
  return report;
}

bool is_undone(const Migration& migration) noexcept {
  return migration.down && (migration.down->language == Language::cpp ||
                            !migration.down->statements.empty());
}

Result<void> apply_snapshot(Connection& connection, const MigrationSet& set) {
  const Snapshot& snapshot = *set.snapshot();
  if (auto inside = stays_inside(set); !inside) return inside;
  Migrator migrator(connection, std::shared_ptr<const MigrationSet>(
                                    std::shared_ptr<void>(), &set));
  const RunReport report =
      migrator.up({.to = snapshot.at, .with_repeatable = false});
  if (!report.ok()) return error_of_snapshot(report);
  if (report.snapshot.empty()) return not_empty_for_snapshot(connection);
  return {};
}

Result<void> Rehearsal::up_to(std::size_t end) {
  const std::span<const Step> pending =
      std::span(steps_).subspan(applied_, end - applied_);
  for (const Step& step : pending) {
    auto inside = first_of(outside_errors_of(*set_, *step.migration));
    if (!inside) return inside;
  }
  const RunReport report =
      run({pending.begin(), pending.end()}, TransactionMode::each);
  applied_ += report.done.size();
  return done(report);
}

std::size_t Rehearsal::behind(const Migration& migration) const {
  return static_cast<std::size_t>(&migration - set_->all().data()) + 1;
}

Result<void> Rehearsal::up_to(const Migration& last) {
  return up_to(behind(last));
}

Result<void> Rehearsal::all_up() { return up_to(steps_.size()); }

Result<const Migration*> Rehearsal::next_up() {
  if (applied_ == steps_.size()) return static_cast<const Migration*>(nullptr);
  const Migration* next = steps_[applied_].migration;
  if (auto up = up_to(applied_ + 1); !up) return std::move(up).error();
  return next;
}

Result<void> Rehearsal::repeatable_there_and_back() {
  if (auto up = all_up(); !up) return up;
  while (applied_ > set_->size()) {
    if (!steps_[applied_ - 1].migration->down) return {};
    if (auto undone = down(); !undone) return undone;
  }
  return {};
}

Result<void> Rehearsal::down() {
  const RunReport report =
      run({way_down(steps_[applied_ - 1], *set_)}, TransactionMode::each);
  applied_ -= report.done.size();
  return done(report);
}

Result<void> Rehearsal::up_again(const Migration& migration) {
  auto again = up_to(migration);
  if (again) return again;
  return not_undone(std::move(again).error(), *migration.down);
}

Rehearsal::ThereAndBack Rehearsal::together_to(const Migration& last) {
  const std::size_t end = behind(last);
  std::vector<Step> steps;
  for (const Step& up : std::span(steps_).subspan(applied_, end - applied_)) {
    steps.push_back(up);
    if (!is_undone(*up.migration)) continue;
    steps.push_back(way_down(up, *set_));
    steps.push_back(up);
  }
  const RunReport report = run(std::move(steps), TransactionMode::batch);
  if (!report.ok()) {
    return {.error = error_of(report),
            .restored = is_rolled_back(report.error->code)};
  }
  applied_ = end;
  return {};
}

RunReport Rehearsal::down_up(TransactionMode mode) {
  const Step& last = steps_[applied_ - 1];
  return run({way_down(last, *set_), last}, mode);
}

// In one transaction the database stays what the migrations after it expect,
// whatever fails, and all ways down can be told at once.
Rehearsal::ThereAndBack Rehearsal::there_and_back(const Migration& last) {
  const bool whole = last.up.transactional && last.down->transactional;
  TransactionMode mode = whole ? TransactionMode::batch : TransactionMode::each;
  RunReport report = down_up(mode);
  if (!report.ok() && whole && may_run_apart(*report.error)) {
    mode = TransactionMode::each;
    report = down_up(mode);
  }
  if (report.ok()) return {};
  Error error = error_of(report);
  const bool undone =
      report.failed && report.failed->direction == Direction::up;
  if (undone) error = not_undone(std::move(error), *last.down);
  const bool restored = mode == TransactionMode::batch ||
                        (report.failed && !undone && last.down->transactional);
  return {.error = std::move(error), .restored = restored};
}

}  // namespace godwit::rehearsal
