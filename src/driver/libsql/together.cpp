// SPDX-License-Identifier: BSL-1.0
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

/// Tasks that are kept together or not at all.
class Together {
 public:
  Together(RunState& state, std::size_t first, std::size_t limit)
      : state_(state), first_(first), limit_(limit) {}

  void run() {
    for (std::size_t task = first_; task < limit_; ++task) {
      scripts_.emplace_back(state_.tasks[task]);
    }
    if (!needs_steps()) return in_one_message();
    announce_all();
    if (!state_.failed()) step_by_step();
  }

 private:
  const ScriptText& script(std::size_t task) const {
    return scripts_[task - first_];
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

  void announce_all() {
    for (std::size_t task = first_; task < limit_; ++task) {
      state_.observer.started(task);
      if (!state_.stop.stop_requested()) continue;
      return state_.fail(task, cancelled());
    }
    state_.begin_tasks(first_, limit_ - first_);
  }

  Message whole() {
    Message message;
    message.open(state_.next_fence(), true);
    for (std::size_t task = first_; task < limit_; ++task) {
      const ScriptText& text = script(task);
      for (std::size_t i = 0; i < text.ranges.size(); ++i) {
        message.statement(task, i, text.statement(i));
      }
      message.records(task, state_.tasks[task].records.back(), state_.lease());
    }
    message.look_at_keys();
    message.close();
    return message;
  }

  void in_one_message() {
    announce_all();
    if (state_.failed()) return;
    const bool one = limit_ - first_ == 1 && script(first_).ranges.size() == 1;
    if (one) state_.ticker.at(0);
    auto sent = whole().send(state_.server(), state_.waiting());
    if (!sent) return settle(std::move(sent).error());
    if (!*sent) return finish();
    // Whose rows these are, and whether they are new, a message cannot tell.
    if ((*sent)->duty == Duty::keys) return step_by_step();
    fail(**sent);
  }

  void fail(StepFailure failure) {
    const bool of_script = failure.duty == Duty::script;
    const bool of_all =
        failure.duty == Duty::prepare || failure.duty == Duty::fence ||
        failure.duty == Duty::keys || failure.duty == Duty::commit;
    if (of_all) failure.task = first_;
    state_.fail(
        failure,
        of_script ? script(failure.task).ranges[failure.statement].begin : 0);
  }

  // Where the connection broke, a later look at the history tells.
  void settle(Error error) {
    if (error.code == ErrorCode::connection_lost) {
      return state_.fail(first_, std::move(error));
    }
    const auto kept = state_.was_kept();
    if (!kept) return state_.fail(first_, kept.error());
    if (*kept) return finish();
    state_.fail(first_, std::move(error));
  }

  void finish() {
    state_.ticker.end();
    state_.outcome.committed = limit_;
    for (std::size_t task = first_; task < limit_; ++task) {
      state_.observer.finished(task, state_.elapsed());
    }
  }

  void step_by_step() {
    OpenTransaction transaction(state_);
    known_ = find_violations(transaction);
    state_.begin_tasks(first_, limit_ - first_);
    if (auto begun = transaction.begin(); !begun) {
      return state_.fail(first_, std::move(begun).error());
    }
    for (std::size_t task = first_; task < limit_; ++task) {
      state_.ticker.begin(task);
      if (!carry_out(transaction, task)) return;
    }
    if (auto kept = transaction.commit(); !kept) {
      return state_.fail(first_, std::move(kept).error());
    }
    finish();
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
