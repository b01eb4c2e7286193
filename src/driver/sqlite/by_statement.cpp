// SPDX-License-Identifier: BSL-1.0
#include <optional>
#include <utility>

#include "driver/errors.h"
#include "driver/sqlite/interruption.h"
#include "driver/sqlite/run_state.h"

namespace godwit::driver::sqlite {
namespace {

/// A script outside a transaction of ours, which may have its own.
class StatementByStatement {
 public:
  StatementByStatement(RunState& state, std::size_t task)
      : state_(state), task_(task), kept_(script().resume_at) {}

  void run() {
    state_.observer.started(task_);
    state_.connection.clock->restart();
    if (carry_out()) return complete();
    roll_back(state_.db());
    state_.outcome.statements_kept = kept_;
  }

  // Last, because a script sets things for all of its statements.
  ~StatementByStatement() {
    if (!may_change_settings(script().sql)) return;
    state_.connection.settings.restore(state_.db());
  }

 private:
  const Task& script() const { return state_.tasks[task_]; }
  std::size_t size() const { return script().statements.size(); }

  bool carry_out() {
    if (!record_alone(kept_)) return false;
    for (std::size_t i = script().resume_at; i < size(); ++i) {
      if (!carry_out_statement(i)) return false;
    }
    if (in_transaction(state_.db())) return fail(transaction_left_open());
    return true;
  }

  // Inside a transaction of the script the record comes first, so that the
  // script's own COMMIT carries it; elsewhere it follows at once.
  bool carry_out_statement(std::size_t i) {
    const bool inside = in_transaction(state_.db());
    if (state_.stop.stop_requested()) return fail(cancelled());
    if (inside && !record(i + 1)) return false;
    if (!execute_statement(i)) return false;
    if (in_transaction(state_.db())) return true;
    kept_ = i + 1;
    return (inside && !rolls_back(i)) || record_alone(kept_);
  }

  std::string_view text(std::size_t i) const {
    const StatementRange range = script().statements[i];
    return script().sql.substr(range.begin, range.end - range.begin);
  }

  bool rolls_back(std::size_t i) const {
    return begins_with_word(text(i), "ROLLBACK");
  }

  bool execute_statement(std::size_t i) {
    const Interruption interruption(state_.db(), state_.connection.owned,
                                    state_.stop);
    Patience patience = state_.patience(state_.stop);
    auto failed = run_statements(state_.db(), text(i), patience);
    if (!failed) return true;
    const std::size_t begin = script().statements[i].begin;
    state_.outcome.failure =
        TaskFailure{task_, begin + failed->offset, i, std::move(failed->error)};
    return false;
  }

  bool record(std::size_t done) {
    auto written = state_.write_record(script().records[done]);
    return written.ok() || fail(std::move(written).error());
  }

  bool record_alone(std::size_t done) {
    auto begun = state_.execute_patiently("BEGIN IMMEDIATE");
    if (!begun) return fail(std::move(begun).error());
    if (!record(done)) return false;
    auto kept = state_.execute_patiently("COMMIT");
    return kept.ok() || fail(std::move(kept).error());
  }

  bool fail(Error error) {
    state_.fail(task_, std::move(error));
    return false;
  }

  void complete() {
    state_.outcome.committed = task_ + 1;
    state_.observer.finished(task_, state_.connection.clock->elapsed());
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
