// SPDX-License-Identifier: BSL-1.0
#include <optional>
#include <utility>

#include "base/errors.h"
#include "driver/errors.h"
#include "driver/passage.h"
#include "driver/sqlite/interruption.h"
#include "driver/sqlite/run_state.h"
#include "driver/sqlite_dialect/script_text.h"

namespace godwit::driver::sqlite {
namespace {

/// A script outside a transaction of ours, which may have its own.
class StatementByStatement {
 public:
  StatementByStatement(RunState& state, std::size_t task)
      : state_(state), task_(task), kept_(script().resume_at) {}

  void run() {
    state_.observer.started(task_);
    state_.begin_task(task_);
    if (carry_out()) return complete();
    roll_back(state_.db());
    state_.outcome.statements_kept = kept_;
  }

  // Last, because a script sets things for all of its statements.
  ~StatementByStatement() {
    state_.ticker.end();
    if (!may_change_settings(script().sql)) return;
    state_.connection.settings.restore(state_.db());
  }

 private:
  const Task& script() const { return state_.tasks[task_]; }
  std::size_t size() const { return script().statements.size(); }

  bool carry_out() {
    if (!set_up_session_again()) return false;
    if (!record_alone(kept_)) return false;
    for (std::size_t i = kept_; i < size(); ++i) {
      if (state_.stop.stop_requested()) return fail(cancelled());
      if (!carry_out_statement(i)) return false;
    }
    if (in_transaction(state_.db())) return fail(transaction_left_open());
    return true;
  }

  bool set_up_session_again() {
    for (const std::size_t i : to_set_up_again(script(), Dialect::sqlite)) {
      if (!execute_statement(i)) return false;
    }
    return true;
  }

  bool carry_out_statement(std::size_t i) {
    const Passage passage =
        passage_of(text(i), Dialect::sqlite, in_transaction(state_.db()));
    switch (passage) {
      case Passage::together:
        return carry_out_together(i);
      case Passage::alone:
        return carry_out_alone(i);
      case Passage::opens:
        return execute_statement(i);
      default:
        return carry_out_inside(i, passage == Passage::keeps);
    }
  }

  // Whether the transaction ends, a RELEASE cannot know.
  bool carry_out_inside(std::size_t i, bool carries) {
    if (carries && !record(i + 1)) return false;
    if (!execute_statement(i)) return false;
    if (in_transaction(state_.db())) return true;
    kept_ = i + 1;
    return carries || record_alone(kept_);
  }

  // What SQLite refuses or ignores inside a transaction, and what sets up the
  // connection: all of it does the same when it runs twice.
  bool carry_out_alone(std::size_t i) {
    if (!execute_statement(i)) return false;
    kept_ = i + 1;
    return record_alone(kept_);
  }

  // In one transaction with its record: neither is kept without the other.
  bool carry_out_together(std::size_t i) {
    if (!begin() || !execute_statement(i) || !record(i + 1)) return false;
    auto kept = state_.execute_patiently("COMMIT");
    if (!kept) return fail(std::move(kept).error(), i);
    kept_ = i + 1;
    return true;
  }

  std::string_view text(std::size_t i) const { return script().statement(i); }

  bool execute_statement(std::size_t i) {
    if (!state_.reaches(i)) return fail(connection_used_by_observer());
    const Interruption interruption(state_.db(), state_.connection.owned,
                                    state_.stop, state_.ticker);
    Patience patience = state_.patience(state_.stop);
    auto failed = run_statements(state_.db(), text(i), patience);
    if (!failed) return true;
    const std::size_t begin = script().statements[i].begin;
    state_.outcome.failure =
        TaskFailure{task_, begin + failed->offset, i, std::move(failed->error)};
    return false;
  }

  bool record(std::size_t done) {
    auto written =
        state_.write_record(script().records[done], state_.elapsed());
    return written.ok() || fail(std::move(written).error());
  }

  bool begin() {
    auto begun = state_.execute_patiently("BEGIN IMMEDIATE");
    return begun.ok() || fail(std::move(begun).error());
  }

  bool record_alone(std::size_t done) {
    if (!begin() || !record(done)) return false;
    auto kept = state_.execute_patiently("COMMIT");
    return kept.ok() || fail(std::move(kept).error());
  }

  bool fail(Error error, std::optional<std::size_t> statement = {}) {
    state_.outcome.failure = TaskFailure{
        .task = task_, .statement = statement, .error = std::move(error)};
    return false;
  }

  void complete() {
    state_.outcome.committed = task_ + 1;
    state_.observer.finished(task_, state_.elapsed());
  }

  RunState& state_;
  std::size_t task_;
  std::size_t kept_;
};

}  // namespace

void run_by_statement(RunState& state, std::size_t task) {
  // The one that the lock has left open.
  roll_back(state.db());
  if (state.stop.stop_requested()) return state.fail(task, cancelled());
  StatementByStatement(state, task).run();
}

}  // namespace godwit::driver::sqlite
