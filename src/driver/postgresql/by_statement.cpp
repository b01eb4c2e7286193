// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "driver/errors.h"
#include "driver/passage.h"
#include "driver/postgresql/concurrent_index.h"
#include "driver/postgresql/exchange.h"
#include "driver/postgresql/interrupted_statement.h"
#include "driver/postgresql/message_failure.h"
#include "driver/postgresql/recording.h"
#include "driver/postgresql/run_state.h"
#include "driver/postgresql/script_message.h"
#include "driver/postgresql/server_error.h"

namespace godwit::driver::postgresql {
namespace {

using std::chrono::steady_clock;

// Whatever the words of a statement say: a procedure may commit.
bool refuses_our_transaction(const Error& error) {
  return error.sqlstate == "25001" || error.sqlstate == "2D000";
}

/// A script outside a transaction of ours, which may have its own.
class StatementByStatement {
 public:
  StatementByStatement(RunState& state, std::size_t task)
      : state_(state), task_(task), kept_(script().resume_at) {}

  void run() {
    state_.observer.started(task_);
    state_.ticker.begin(task_);
    const bool complete = carry_out();
    if (state_.is_connected()) state_.clean_up();
    if (!complete) {
      state_.outcome.statements_kept = kept_;
      return;
    }
    state_.outcome.committed = task_ + 1;
    state_.observer.finished(task_, elapsed());
  }

 private:
  std::chrono::microseconds elapsed() const {
    return std::chrono::duration_cast<std::chrono::microseconds>(
        steady_clock::now() - began_);
  }

  const Task& script() const { return state_.tasks[task_]; }
  std::size_t size() const { return script().statements.size(); }
  std::string_view text(std::size_t i) const { return script().statement(i); }

  bool carry_out() {
    if (!set_up_session_again() || !take_up()) return false;
    for (std::size_t i = kept_; i < size(); ++i) {
      if (!state_.may_begin(task_) || !carry_out_statement(i)) return false;
    }
    return !state_.in_transaction() || fail(transaction_left_open());
  }

  bool set_up_session_again() {
    for (const std::size_t i : to_set_up_again(script(), Dialect::postgresql)) {
      state_.ticker.at(i);
      if (!execute(i)) return false;
    }
    state_.ticker.at(std::nullopt);
    return true;
  }

  // From here on the row in the history is ours.
  bool take_up() {
    std::vector<Query> record = script().records[kept_];
    if (!script().in_doubt.empty()) {
      const auto found = look_at(state_.connection, script().in_doubt);
      if (!found) return fail(found.error());
      if (!settle_doubt(*found)) return false;
      if (found->fate == InterruptedStatement::Fate::done) {
        const auto& next = script().records[++kept_];
        record.insert(record.end(), next.begin(), next.end());
      }
    }
    return record_alone(record);
  }

  bool settle_doubt(const InterruptedStatement& found) {
    const bool same = kept_ < size() && text(kept_) == script().in_doubt;
    switch (found.fate) {
      case InterruptedStatement::Fate::done:
        return same || fail(statement_changed(script().in_doubt), kept_);
      case InterruptedStatement::Fate::unknown:
        return fail(statement_in_doubt(script().in_doubt, found.why), kept_);
      case InterruptedStatement::Fate::not_done:
        break;
    }
    if (found.clean_up.empty()) return true;
    bool answered = false;
    const ResultHandle failure =
        converse(state_.connection, state_.lock.marker() + found.clean_up,
                 state_.until(true), [&](const PGresult*) { answered = true; });
    if (failure) {
      return fail(server_error(state_.connection, failure.get(), state_.stop));
    }
    return answered || fail(answers_lost());
  }

  bool carry_out_statement(std::size_t i) {
    state_.ticker.at(i);
    const Passage passage =
        passage_of(text(i), Dialect::postgresql, state_.in_transaction());
    switch (passage) {
      case Passage::together:
        return carry_out_together(i);
      case Passage::alone:
        return carry_out_alone(i);
      case Passage::opens:
      case Passage::inside:
        return execute(i);
      default:
        return end_transaction(i, passage == Passage::keeps && !is_read_only());
    }
  }

  // AND CHAIN begins another one, of which nothing is kept either. A COMMIT of
  // one that has failed undoes it.
  bool end_transaction(std::size_t i, bool carries) {
    if (carries && !record_inside(i + 1)) return false;
    if (!execute(i)) return false;
    const bool undone = rolled_back_ || !carries;
    if (undone && state_.in_transaction()) return true;
    kept_ = i + 1;
    return !undone || record_alone(script().records[kept_]);
  }

  bool is_read_only() const {
    const auto answer = ask(state_.connection,
                            "SELECT current_setting('transaction_read_only')");
    return answer && answer->front()[0] == "on";
  }

  bool record_inside(std::size_t done) {
    auto record =
        state_.guard.record(state_.connection, script().records[done],
                            Guard::Transaction::of_the_script, elapsed());
    if (!record) return fail(std::move(record).error());
    Commands commands = become_recorder();
    commands.add(*record);
    return check(send_record(state_, commands));
  }

  bool record_alone(const std::vector<Query>& queries) {
    Commands commands;
    commands.add(Guard::begin);
    return check(
        commit_record(state_, std::move(commands), queries, elapsed()));
  }

  bool check(Result<void> done) {
    return done.ok() || fail(std::move(done).error());
  }

  // In one transaction with its record: neither is kept without the other.
  bool carry_out_together(std::size_t i) {
    auto record =
        state_.guard.record(state_.connection, script().records[i + 1],
                            Guard::Transaction::ours, elapsed());
    if (!record) return fail(std::move(record).error());
    ScriptPart part{.script = text(i), .statements = 1};
    part.before.text = state_.lock.marker();
    part.before.add(Guard::begin);
    part.before.add(state_.settings.in_transaction);
    part.after.add("SET CONSTRAINTS ALL IMMEDIATE");
    part.after.add(become_recorder());
    part.record = *std::move(record);
    part.end.add("COMMIT");
    ScriptMessage message(state_.guard);
    message.add(part);
    MessageProgress progress(message);
    const ResultHandle failure =
        converse(state_.connection, message, state_.until(true), progress);
    if (!failure) {
      if (progress.part() == 0) return fail(answers_lost());
      kept_ = i + 1;
      return true;
    }
    TaskFailure found =
        failure_of_message(state_, {.task = task_, .statement = i}, message,
                           progress, failure.get());
    if (found.statement && refuses_our_transaction(found.error)) {
      converse(state_.connection, "ROLLBACK", soon(), [](const PGresult*) {});
      return carry_out_alone(i);
    }
    state_.outcome.failure = std::move(found);
    return false;
  }

  // That it has begun is recorded before it, so that the next run looks what
  // became of it.
  bool carry_out_alone(std::size_t i) {
    if (!record_begun(i)) return false;
    const ConcurrentIndex index(state_.connection, text(i));
    if (execute(i)) {
      if (auto hidden = index.hidden()) return fail(*std::move(hidden), i);
      kept_ = i + 1;
      return record_alone(script().records[kept_]);
    }
    if (state_.is_connected() &&
        !index.explain(state_.outcome.failure->error)) {
      forget_begun(i);
    }
    return false;
  }

  bool record_begun(std::size_t i) {
    if (script().begun.empty()) return true;
    std::vector<Query> queries = script().begun;
    for (Query& query : queries) {
      query.parameters.insert(query.parameters.begin(), std::string(text(i)));
    }
    return record_alone(queries);
  }

  // Its failure was told, so there is no doubt.
  void forget_begun(std::size_t i) {
    if (script().begun.empty()) return;
    auto failure = std::exchange(state_.outcome.failure, std::nullopt);
    record_alone(script().records[i]);
    state_.outcome.failure = std::move(failure);
  }

  // Alone in its message, since several would share a transaction.
  bool execute(std::size_t i) {
    const std::string statement = state_.lock.marker() + std::string(text(i));
    rolled_back_ = false;
    bool answered = false;
    const ResultHandle failure =
        converse(state_.connection, statement, state_.until(true),
                 [&](const PGresult* result) {
                   answered = true;
                   const auto* tag = PQcmdStatus(const_cast<PGresult*>(result));
                   rolled_back_ = std::string_view(tag) == "ROLLBACK";
                 });
    if (failure) return fail(i, statement, failure.get());
    return answered || fail(answers_lost());
  }

  bool fail(std::size_t i, std::string_view message, const PGresult* failure) {
    TaskFailure found{.task = task_, .statement = i};
    found.error = script_error(state_, failure, role_before(script(), i));
    if (auto byte = failure_offset(state_.connection, failure, message)) {
      const std::size_t before = message.size() - text(i).size();
      found.offset = script().statements[i].begin + *byte - before;
    }
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
  steady_clock::time_point began_ = steady_clock::now();
  bool rolled_back_ = false;  // by the last statement
};

}  // namespace

void run_by_statement(RunState& state, std::size_t task) {
  state.outcome.failure = unsendable(state.tasks, task);
  if (state.failed() || !state.may_begin(task)) return;
  StatementByStatement(state, task).run();
}

}  // namespace godwit::driver::postgresql
