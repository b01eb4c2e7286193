// SPDX-License-Identifier: BSL-1.0
#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "driver/errors.h"
#include "driver/mentions.h"
#include "driver/sqlite/foreign_keys.h"
#include "driver/sqlite/interruption.h"
#include "driver/sqlite/run_state.h"
#include "driver/sqlite/step_database.h"
#include "driver/sqlite_dialect/script_text.h"

namespace godwit::driver::sqlite {
namespace {

using Clock = std::chrono::steady_clock;

// A transaction older than this is committed before the next task. It bounds
// what a killed process loses, and what is done again after a failure.
constexpr std::chrono::seconds oldest_transaction{1};

// An unlikely name, so that no script gives it back.
constexpr const char* savepoint = "SAVEPOINT \"godwit task 7f3a\"";
constexpr const char* release = "RELEASE \"godwit task 7f3a\"";

// What a script leaves open ends with it, and none goes back behind it.
bool needs_savepoint(const Task& task) {
  return task.code || mentions(task.sql, "savepoint");
}

// SQLite reads up to a NUL, or to the end of a statement.
bool may_be_read_in_place(const Task& task) {
  if (task.terminated || task.statements.empty()) return task.terminated;
  const std::size_t end = task.statements.back().end;
  return end < task.sql.size() && task.sql[end] == ';';
}

/// Tasks in one transaction, and then their records: a savepoint for each task
/// would copy the pages that it changes, and a record after each would be
/// prepared anew wherever the schema changes. So a task that fails takes those
/// before it along, which are carried out again.
class SharedTransaction {
 public:
  SharedTransaction(RunState& state, std::size_t first, std::size_t limit)
      : state_(state),
        first_(first),
        limit_(limit),
        durations_(limit - first) {}

  void run() {
    std::size_t done = without_failed(carry_out(limit_));
    if (will_commit() && !ends_well(done)) {
      roll_back(state_.db());
      known_ = find_violations(state_.db());
      done = without_failed(carry_out_again(done));
    }
    if (will_commit()) commit(done);
    clean_up();
  }

 private:
  bool lost() const { return !in_transaction(state_.db()); }

  bool keeps_what_came_before() const {
    return state_.mode == TransactionMode::each || !state_.failed();
  }

  bool will_commit() const { return !lost() && keeps_what_came_before(); }

  // A request that ended the first pass does not end a later one, which brings
  // back what is to be kept.
  StopToken stop() const { return stop_heard_ ? StopToken() : state_.stop; }

  // What the transaction holds is kept: those before a task that has failed.
  std::size_t without_failed(std::size_t done) {
    while (is_spoilt() && done > first_ && keeps_what_came_before()) {
      done = carry_out_again(done);
    }
    if (is_spoilt()) roll_back(state_.db());
    return done;
  }

  // By a task that has failed: its changes are still there, or the transaction
  // is gone with it, as by a full disk, an interrupted INSERT or a ROLLBACK in
  // the script.
  bool is_spoilt() const { return half_done_ || lost(); }

  // How many tasks it got to the end of, as the index of the next.
  std::size_t carry_out(std::size_t limit) {
    half_done_ = false;
    recorded_ = first_;
    violations_ = known_.value_or(std::vector<Violation>());
    if (auto begun = begin(); !begun) {
      state_.fail(first_, std::move(begun).error());
      return first_;
    }
    for (std::size_t task = first_; task < limit; ++task) {
      if (task > first_ && (is_old() || is_apart(task))) return task;
      if (!carry_out_task(task)) return task;
    }
    return limit;
  }

  // The lock has left a transaction open for the first tasks.
  Result<void> begin() {
    begun_ = Clock::now();
    if (!lost()) return {};
    Patience patience = state_.patience(stop());
    return execute(state_.db(), "BEGIN IMMEDIATE", patience);
  }

  bool is_old() const {
    return state_.mode == TransactionMode::each && !again_ &&
           Clock::now() - begun_ > oldest_transaction;
  }

  // Others do not wait for their COMMIT until code is done, nor is that called
  // again where another task takes the transaction with it.
  bool is_apart(std::size_t task) const {
    return state_.mode == TransactionMode::each &&
           (state_.tasks[task].code || state_.tasks[task - 1].code);
  }

  bool carry_out_task(std::size_t task) {
    if (stop().stop_requested()) {
      state_.fail(task, cancelled());
      return false;
    }
    if (!again_ && !announce(task)) return false;
    state_.begin_task(task);
    half_done_ = true;
    const bool done = run_in_savepoint(task);
    // Before any record, which some settings would not let through.
    reset_settings(task);
    durations_[task - first_] = state_.elapsed();
    if (!done || !is_sound(task)) return false;
    half_done_ = false;
    return true;
  }

  // Inside our transaction, where an application must not write.
  bool announce(std::size_t task) {
    if (state_.tells([&] { state_.observer.started(task); })) return true;
    state_.fail(task, connection_used_by_observer());
    return false;
  }

  bool run_in_savepoint(std::size_t task) {
    if (!needs_savepoint(state_.tasks[task])) return run_script(task);
    return execute_or_fail(task, savepoint) && run_script(task) &&
           execute_or_fail(task, release);
  }

  bool execute_or_fail(std::size_t task, const char* sql) {
    auto done = execute(state_.db(), sql);
    if (done) return true;
    state_.fail(task, std::move(done).error());
    return false;
  }

  bool run_script(std::size_t task) {
    if (state_.tasks[task].code) return run_code(task);
    const Interruption interruption(state_.db(), state_.connection.owned,
                                    stop(), state_.ticker);
    Patience patience = state_.patience(stop());
    bool left_alone = true;
    auto failed =
        run_in_our_transaction(state_.db(), state_.tasks[task].sql,
                               may_be_read_in_place(state_.tasks[task]),
                               patience, [&](std::size_t statement) {
                                 return left_alone = state_.reaches(statement);
                               });
    if (!left_alone) state_.fail(task, connection_used_by_observer());
    if (!failed || !left_alone) return left_alone;
    state_.outcome.failure = TaskFailure{
        task, failed->offset, failed->statement, std::move(failed->error)};
    return false;
  }

  bool run_code(std::size_t task) {
    auto done = SqliteStepDatabase(state_, task, stop()).call();
    if (done) return true;
    state_.fail(task, std::move(done).error());
    return false;
  }

  void reset_settings(std::size_t task) {
    const Task& one = state_.tasks[task];
    if (!one.code && !may_change_settings(one.sql)) return;
    state_.connection.settings.restore(state_.db());
    settings_changed_ = true;
  }

  // The same tasks once more, which went well the first time, so nobody is
  // told.
  std::size_t carry_out_again(std::size_t limit) {
    roll_back(state_.db());
    std::optional<TaskFailure> failure =
        std::exchange(state_.outcome.failure, std::nullopt);
    again_ = true;
    stop_heard_ = state_.stop.stop_requested();
    const std::size_t done = carry_out(limit);
    if (!state_.failed()) state_.outcome.failure = std::move(failure);
    return done;
  }

  // Looking for violations is dear where tables are large, so it is done once
  // at the end, as records are written. Only where something is wrong is it
  // worth finding out whether it is new, and whose.
  bool ends_well(std::size_t done) {
    return known_ ||
           (write_records(done) && find_violations(state_.db()).empty());
  }

  Result<void> write_records(std::size_t done) {
    for (; recorded_ < done; ++recorded_) {
      auto written = state_.write_record(state_.tasks[recorded_].records.back(),
                                         durations_[recorded_ - first_]);
      if (!written) return written;
    }
    return {};
  }

  bool is_sound(std::size_t task) {
    if (!known_) return true;
    if (auto written = write_records(task + 1); !written) {
      state_.fail(task, std::move(written).error());
      return false;
    }
    std::vector<Violation> now = find_violations(state_.db());
    const auto added = new_violations(state_.db(), violations_, now);
    if (!added.empty()) {
      state_.fail(task, foreign_key_violation(added));
      return false;
    }
    violations_ = std::move(now);
    return true;
  }

  void commit(std::size_t done) {
    state_.ticker.begin(first_, done - first_, begun_);
    if (auto kept = state_.execute_patiently("COMMIT"); !kept) {
      return state_.fail(first_, std::move(kept).error());
    }
    state_.outcome.committed = done;
    for (std::size_t task = first_; task < done; ++task) {
      state_.observer.finished(task, durations_[task - first_]);
    }
    if (in_transaction(state_.db())) {
      state_.fail(std::min(done, limit_ - 1), connection_used_by_observer());
    }
  }

  void clean_up() {
    state_.ticker.end();
    roll_back(state_.db());
    // SQLite detaches no database inside a transaction.
    if (settings_changed_) state_.connection.settings.restore(state_.db());
  }

  RunState& state_;
  std::size_t first_;
  std::size_t limit_;
  std::vector<std::chrono::microseconds> durations_;
  Clock::time_point begun_ = {};
  /// Whose records are written.
  std::size_t recorded_ = 0;
  bool half_done_ = false;
  bool again_ = false;
  bool stop_heard_ = false;
  bool settings_changed_ = false;
  /// Before the first task. Present: each is recorded at once, and looked at
  /// for violations that it adds.
  std::optional<std::vector<Violation>> known_ = {};
  /// After the last task.
  std::vector<Violation> violations_ = {};
};

}  // namespace

void run_together(RunState& state, std::size_t first, std::size_t limit) {
  SharedTransaction(state, first, limit).run();
}

}  // namespace godwit::driver::sqlite
