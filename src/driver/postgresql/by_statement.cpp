// SPDX-License-Identifier: BSL-1.0
#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include "driver/errors.h"
#include "driver/postgresql/concurrent_index.h"
#include "driver/postgresql/exchange.h"
#include "driver/postgresql/run_state.h"
#include "driver/postgresql/script_message.h"
#include "driver/postgresql/server_error.h"

namespace godwit::driver::postgresql {
namespace {

using std::chrono::steady_clock;

/// A script outside a transaction of ours, which may have its own.
class StatementByStatement {
 public:
  StatementByStatement(RunState& state, std::size_t task)
      : state_(state), task_(task), kept_(script().resume_at) {}

  void run() {
    const auto begin = steady_clock::now();
    state_.observer.started(task_);
    const bool complete = carry_out();
    if (state_.is_connected()) state_.clean_up();
    if (!complete) {
      state_.outcome.statements_kept = kept_;
      return;
    }
    state_.outcome.committed = task_ + 1;
    state_.observer.finished(
        task_, std::chrono::duration_cast<std::chrono::microseconds>(
                   steady_clock::now() - begin));
  }

 private:
  const Task& script() const { return state_.tasks[task_]; }
  std::size_t size() const { return script().statements.size(); }

  bool carry_out() {
    if (!record(kept_)) return false;
    for (std::size_t i = script().resume_at; i < size(); ++i) {
      if (!state_.may_begin(task_) || !carry_out_statement(i)) return false;
    }
    return !state_.in_transaction() || fail(transaction_left_open());
  }

  // Inside a transaction of the script the record comes first, so that the
  // script's own COMMIT carries it; elsewhere it follows at once.
  bool carry_out_statement(std::size_t i) {
    const bool inside = state_.in_transaction();
    if (inside && !record(i + 1)) return false;
    if (!execute(i)) return false;
    if (state_.in_transaction()) return true;
    kept_ = i + 1;
    return (inside && !rolled_back_) || record(i + 1);
  }

  bool record(std::size_t done) {
    const auto commands =
        record_commands(state_.connection, script().records[done]);
    if (!commands) return fail(commands.error());
    const auto written = ask(state_.connection, commands->text);
    return written.ok() || fail(written.error());
  }

  std::string text(std::size_t i) const {
    const StatementRange range = script().statements[i];
    return std::string(
        script().sql.substr(range.begin, range.end - range.begin));
  }

  // Alone in its message, since several would share a transaction.
  bool execute(std::size_t i) {
    const std::string statement = text(i);
    const ConcurrentIndex index(state_.connection, statement);
    rolled_back_ = false;
    const ResultHandle failure = converse(
        state_.connection, statement, state_.stop, [&](const PGresult* result) {
          const auto* tag = PQcmdStatus(const_cast<PGresult*>(result));
          rolled_back_ = std::string_view(tag) == "ROLLBACK";
        });
    if (failure) return fail(i, statement, failure.get(), index);
    if (auto hidden = index.hidden()) return fail(*std::move(hidden), i);
    return true;
  }

  bool fail(std::size_t i, const std::string& statement,
            const PGresult* failure, const ConcurrentIndex& index) {
    TaskFailure found{.task = task_, .statement = i};
    found.error = server_error(state_.connection, failure, state_.stop);
    if (auto byte = failure_offset(state_.connection, failure, statement)) {
      found.offset = script().statements[i].begin + *byte;
    }
    if (state_.is_connected()) index.explain(found.error);
    state_.outcome.failure = std::move(found);
    return false;
  }

  bool fail(Error error, std::optional<std::size_t> statement = {}) {
    state_.outcome.failure = TaskFailure{
        .task = task_, .statement = statement, .error = std::move(error)};
    return false;
  }

  RunState& state_;
  std::size_t task_;
  std::size_t kept_;
  bool rolled_back_ = false;  // by the last statement
};

}  // namespace

void run_by_statement(RunState& state, std::size_t task) {
  state.outcome.failure = unsendable(state.tasks, task);
  if (state.failed() || !state.may_begin(task)) return;
  StatementByStatement(state, task).run();
}

}  // namespace godwit::driver::postgresql
