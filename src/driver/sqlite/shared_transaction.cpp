// SPDX-License-Identifier: BSL-1.0
#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "driver/errors.h"
#include "driver/sqlite/foreign_keys.h"
#include "driver/sqlite/interruption.h"
#include "driver/sqlite/run_state.h"
#include "driver/sqlite/step_database.h"

namespace godwit::driver::sqlite {
namespace {

using Clock = std::chrono::steady_clock;

// A transaction older than this is committed before the next task. It bounds
// what a killed process loses, and what is done again after a failure.
constexpr std::chrono::seconds oldest_transaction{1};

// An unlikely name, so that no script gives it back.
constexpr const char* savepoint = "SAVEPOINT \"godwit task 7f3a\"";
constexpr const char* release = "RELEASE \"godwit task 7f3a\"";
constexpr const char* roll_back_to = "ROLLBACK TO \"godwit task 7f3a\"";

/// Tasks in one transaction with a savepoint each, so that a failure costs no
/// more than the task that fails.
class SharedTransaction {
 public:
  SharedTransaction(RunState& state, std::size_t first, std::size_t limit)
      : state_(state),
        first_(first),
        limit_(limit),
        durations_(limit - first) {}

  void run() {
    std::size_t done = carry_out(limit_);
    // Some failures take the whole transaction with them: a full disk, an
    // interrupted INSERT, a ROLLBACK in the script.
    if (lost() && done > first_ && keeps_what_came_before()) {
      done = carry_out_again(done);
    }
    if (will_commit() && !find_violations(state_.db()).empty()) {
      done = find_culprit(done);
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

  // A request that ended the first pass does not end the second one, which
  // brings back what is to be kept.
  StopToken stop() const { return stop_heard_ ? StopToken() : state_.stop; }

  // How many tasks it got to the end of, as the index of the next.
  std::size_t carry_out(std::size_t limit) {
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
    if (script_and_record(task)) {
      durations_[task - first_] = state_.elapsed();
      return true;
    }
    undo_task(task);
    return false;
  }

  // Inside our transaction, where an application must not write.
  bool announce(std::size_t task) {
    if (state_.tells([&] { state_.observer.started(task); })) return true;
    state_.fail(task, connection_used_by_observer());
    return false;
  }

  bool script_and_record(std::size_t task) {
    if (!execute_or_fail(task, savepoint) || !run_script(task)) return false;
    // Before the record, which some settings would not let through.
    reset_settings(task);
    const auto& record = state_.tasks[task].records.back();
    if (auto written = state_.write_record(record); !written) {
      state_.fail(task, std::move(written).error());
      return false;
    }
    return leaves_no_violation(task) && execute_or_fail(task, release);
  }

  bool execute_or_fail(std::size_t task, const char* sql) {
    Patience none{std::chrono::milliseconds(0)};
    auto done = state_.statements.execute(state_.db(), {.sql = sql}, none);
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
    auto failed = run_in_our_transaction(
        state_.db(), state_.tasks[task].sql, state_.tasks[task].terminated,
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

  void undo_task(std::size_t task) {
    if (lost()) return reset_settings(task);
    const bool undone = execute(state_.db(), roll_back_to).ok() &&
                        execute(state_.db(), release).ok();
    if (!undone) roll_back(state_.db());
    reset_settings(task);
  }

  // The same tasks once more, which went well the first time, so nobody is
  // told.
  std::size_t carry_out_again(std::size_t limit) {
    std::optional<TaskFailure> failure =
        std::exchange(state_.outcome.failure, std::nullopt);
    again_ = true;
    stop_heard_ = state_.stop.stop_requested();
    const std::size_t done = carry_out(limit);
    if (!state_.failed()) state_.outcome.failure = std::move(failure);
    return done;
  }

  // Looking for violations is dear where tables are large, so it is done once
  // at the end. Only where there are some is it worth finding out whether they
  // are new, and whose.
  std::size_t find_culprit(std::size_t limit) {
    roll_back(state_.db());
    known_ = find_violations(state_.db());
    return carry_out_again(limit);
  }

  bool leaves_no_violation(std::size_t task) {
    if (!known_) return true;
    std::vector<Violation> now = find_violations(state_.db());
    const auto added = new_violations(state_.db(), *known_, now);
    if (!added.empty()) {
      state_.fail(task, foreign_key_violation(added));
      return false;
    }
    known_ = std::move(now);
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
  bool again_ = false;
  bool stop_heard_ = false;
  bool settings_changed_ = false;
  /// Present: each task is looked at for violations beyond these.
  std::optional<std::vector<Violation>> known_ = {};
};

}  // namespace

void run_together(RunState& state, std::size_t first, std::size_t limit) {
  SharedTransaction(state, first, limit).run();
}

}  // namespace godwit::driver::sqlite
