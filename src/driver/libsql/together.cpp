// SPDX-License-Identifier: BSL-1.0
#include <chrono>
#include <cstdint>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "driver/errors.h"
#include "driver/libsql/open_transaction.h"
#include "driver/libsql/run_state.h"
#include "driver/libsql/server_error.h"
#include "driver/libsql/step_database.h"
#include "driver/sqlite_dialect/script_errors.h"
#include "driver/sqlite_dialect/violations.h"

namespace godwit::driver::libsql {
namespace {

/// Tasks of one message, in a transaction each or in one for all of them.
class Together {
 public:
  Together(RunState& state, std::size_t first, std::size_t limit)
      : state_(state), first_(first), limit_(limit) {}

  void run() {
    for (std::size_t task = first_; task < limit_; ++task) {
      scripts_.emplace_back(state_.tasks[task]);
    }
    needs_steps() ? step_by_step(first_, limit_) : in_one_message();
  }

 private:
  const ScriptText& script(std::size_t task) const {
    return scripts_[task - first_];
  }

  bool all_at_once() const { return state_.mode == TransactionMode::batch; }
  // Of the transaction that begins with a task.
  std::size_t end_of(std::size_t begin) const {
    return all_at_once() ? limit_ : begin + 1;
  }

  // Code is called in the middle of the transaction, and of a statement with a
  // limit somebody must see the end.
  bool needs_steps() const {
    if (state_.statement_timeout.count() > 0) return true;
    for (std::size_t task = first_; task < limit_; ++task) {
      if (state_.tasks[task].code) return true;
    }
    return false;
  }

  // False: who hears of the task has had enough.
  bool tell(std::size_t task) {
    state_.start(task);
    if (state_.stop.stop_requested()) state_.fail(task, cancelled());
    return !state_.failed();
  }

  Message whole() {
    Message message;
    message.switch_keys_off(first_);
    for (std::size_t begin = first_; begin < limit_; begin = end_of(begin)) {
      message.open(state_.next_fence(), begin);
      for (std::size_t task = begin; task < end_of(begin); ++task) {
        add(task, message);
      }
      message.look_at_keys(begin);
      message.commit(begin);
    }
    message.end(limit_ - 1);
    return message;
  }

  void add(std::size_t task, Message& message) {
    const ScriptText& text = script(task);
    for (std::size_t i = 0; i < text.ranges.size(); ++i) {
      message.statement(task, i, text.statement(i));
    }
    message.records(task, state_.tasks[task].records.back(), state_.lease());
  }

  void in_one_message() {
    for (std::size_t task = first_; task < end_of(first_); ++task) {
      if (!tell(task)) return;
    }
    const std::size_t tasks = limit_ - first_;
    state_.begin_tasks(first_, tasks);
    if (tasks == 1 && script(first_).ranges.size() == 1) state_.ticker.at(0);
    const std::uint64_t before = state_.locked.number;
    auto sent = whole().send(state_.server(), state_.waiting());
    if (!sent) return settle(before, std::move(sent).error());
    if (*sent) return stopped(**sent);
    const auto elapsed = state_.elapsed();
    keep(limit_, tasks);
    state_.pace.adapt(limit_, tasks, elapsed);
  }

  void stopped(const StepFailure& failure) {
    if (failure.unread && end_of(first_) < limit_) {
      return state_.pace.set_group(failure.task - first_);
    }
    state_.pace.set_group(1);
    if (!all_at_once()) keep(failure.task, failure.task - first_ + 1);
    state_.start(failure.task);
    // Whose rows these are, and whether they are new, a message cannot tell.
    if (failure.duty == Duty::keys) {
      return step_by_step(failure.task, end_of(failure.task));
    }
    const bool of_script = failure.duty == Duty::script;
    state_.fail(
        failure,
        of_script ? script(failure.task).ranges[failure.statement].begin : 0);
  }

  // Where the connection broke, a later look at the history tells. `before`:
  // the number of the last transaction before the message.
  void settle(std::uint64_t before, Error error) {
    if (error.code == ErrorCode::connection_lost) {
      return state_.fail(first_, std::move(error));
    }
    const auto kept = state_.last_kept();
    if (!kept) return state_.fail(first_, kept.error());
    std::size_t end = first_;
    for (auto number = before; number < *kept; ++number) end = end_of(end);
    keep(end, end - first_ + 1);
    if (end == limit_) return;
    state_.start(end);
    state_.fail(end, std::move(error));
  }

  // All before `end`. `tasks`: that the time since they began is shared by.
  void keep(std::size_t end, std::size_t tasks) {
    const auto each =
        state_.elapsed() / static_cast<std::chrono::microseconds::rep>(tasks);
    state_.ticker.end();
    std::size_t& committed = state_.outcome.committed;
    for (; committed < end; ++committed) {
      state_.start(committed);
      state_.observer.finished(committed, each);
    }
  }

  // Of one transaction.
  void step_by_step(std::size_t begin, std::size_t end) {
    if (!tell(begin)) return;
    OpenTransaction transaction(state_);
    known_ = find_violations(transaction);
    state_.begin_tasks(begin, end - begin);
    if (auto begun = transaction.begin(); !begun) {
      return state_.fail(begin, std::move(begun).error());
    }
    for (std::size_t task = begin; task < end; ++task) {
      state_.ticker.begin(task);
      if (!tell(task) || !carry_out(transaction, task)) return;
    }
    if (auto kept = transaction.commit(); !kept) {
      return state_.fail(begin, std::move(kept).error());
    }
    keep(end, end - begin);
  }

  bool carry_out(OpenTransaction& transaction, std::size_t task) {
    const bool done = state_.tasks[task].code ? run_code(transaction, task)
                                              : run_script(transaction, task);
    state_.ticker.at({});
    if (!done) return false;
    const auto& records = state_.tasks[task].records.back();
    if (auto written = transaction.write(task, records); !written) {
      return failed(task, std::move(written).error());
    }
    return leaves_no_violation(transaction, task);
  }

  bool run_code(OpenTransaction& transaction, std::size_t task) {
    auto done = LibsqlStepDatabase(state_, task, transaction).call();
    return done.ok() || failed(task, std::move(done).error());
  }

  bool run_script(OpenTransaction& transaction, std::size_t task) {
    const ScriptText& text = script(task);
    for (std::size_t i = 0; i < text.ranges.size(); ++i) {
      state_.ticker.at(i);
      const std::string_view statement = text.statement(i);
      auto executed = transaction.execute({.sql = std::string(statement)},
                                          state_.waiting_for_statement());
      const std::size_t begin = text.ranges[i].begin;
      if (!executed) {
        const Error error = state_.in_words_of_limit(executed.error());
        return failed_at(task, i, begin, error);
      }
      if (executed->failure) {
        const auto place = place_of(*executed->failure, statement);
        return failed_at(task, i, begin + place.value_or(0),
                         statement_error(*executed->failure));
      }
      if (executed->ended) {
        return failed_at(task, i, begin, sqlite::controls_transaction());
      }
    }
    return true;
  }

  bool failed(std::size_t task, Error error) {
    state_.fail(task, std::move(error));
    return false;
  }

  bool failed_at(std::size_t task, std::size_t statement, std::size_t offset,
                 Error error) {
    state_.outcome.failure = TaskFailure{.task = task,
                                         .offset = offset,
                                         .statement = statement,
                                         .error = std::move(error)};
    return false;
  }

  static sqlite::AskRows rows_of(OpenTransaction& transaction) {
    return
        [&transaction](const Query& query) { return transaction.rows(query); };
  }

  static std::vector<sqlite::Violation> find_violations(
      OpenTransaction& transaction) {
    return sqlite::find_violations(rows_of(transaction));
  }

  bool leaves_no_violation(OpenTransaction& transaction, std::size_t task) {
    auto now = find_violations(transaction);
    const auto added =
        sqlite::new_violations(rows_of(transaction), known_, now);
    if (!added.empty()) {
      return failed(task, sqlite::foreign_key_violation(added));
    }
    known_ = std::move(now);
    return true;
  }

  RunState& state_;
  std::size_t first_;
  std::size_t limit_;
  std::vector<ScriptText> scripts_;
  std::vector<sqlite::Violation> known_;
};

}  // namespace

void run_together(RunState& state, std::size_t first, std::size_t limit) {
  Together(state, first, limit).run();
}

}  // namespace godwit::driver::libsql
