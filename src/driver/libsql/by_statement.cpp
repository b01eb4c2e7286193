// SPDX-License-Identifier: BSL-1.0
#include <utility>

#include "base/errors.h"
#include "driver/errors.h"
#include "driver/libsql/open_transaction.h"
#include "driver/libsql/run_state.h"
#include "driver/libsql/server_error.h"
#include "driver/passage.h"

namespace godwit::driver::libsql {
namespace {

/// A script outside a transaction of ours, which may have its own: on one
/// stream, so that what it sets goes for all of it.
class StatementByStatement {
 public:
  StatementByStatement(RunState& state, std::size_t task)
      : state_(state),
        task_(task),
        script_(state.tasks[task]),
        transaction_(state),
        kept_(state.tasks[task].resume_at) {}

  void run() {
    state_.start(task_);
    state_.begin_tasks(task_, 1);
    if (!carry_out()) {
      state_.outcome.statements_kept = kept_;
      return;
    }
    state_.outcome.committed = task_ + 1;
    state_.observer.finished(task_, state_.elapsed());
  }

 private:
  const Task& task() const { return state_.tasks[task_]; }

  bool carry_out() {
    if (!set_up_stream()) return false;
    for (std::size_t i = kept_; i < script_.ranges.size(); ++i) {
      if (state_.stop.stop_requested()) return fail(cancelled());
      if (!carry_out_statement(i)) return false;
    }
    return !open_ || fail(transaction_left_open());
  }

  bool set_up_stream() {
    auto off = transaction_.execute({.sql = "PRAGMA foreign_keys = OFF"},
                                    state_.waiting_to_keep());
    if (!off) return fail(std::move(off).error());
    for (const std::size_t i : to_set_up_again(task(), Dialect::sqlite)) {
      if (!execute(i)) return false;
    }
    return record_alone(kept_);
  }

  bool carry_out_statement(std::size_t i) {
    state_.ticker.at(i);
    switch (passage_of(script_.statement(i), Dialect::sqlite, open_)) {
      case Passage::together:
        return carry_out_together(i);
      case Passage::alone:
        return carry_out_alone(i);
      case Passage::opens:
        return execute(i);
      case Passage::keeps:
        return carry_out_inside(i, true);
      default:
        return carry_out_inside(i, false);
    }
  }

  // Whether the transaction ends, a RELEASE cannot know.
  bool carry_out_inside(std::size_t i, bool carries) {
    if (carries && !write(i + 1)) return false;
    if (!execute(i)) return false;
    if (open_) return true;
    kept_ = i + 1;
    return carries || record_alone(kept_);
  }

  bool carry_out_alone(std::size_t i) {
    if (!execute(i)) return false;
    kept_ = i + 1;
    return record_alone(kept_);
  }

  bool carry_out_together(std::size_t i) {
    Message message;
    message.open(state_.next_fence());
    message.statement(task_, i, script_.statement(i));
    message.records(task_, task().records[i + 1], state_.lease());
    message.close();
    if (!send(message, state_.waiting_for_statement(), i)) return false;
    kept_ = i + 1;
    return true;
  }

  bool record_alone(std::size_t done) {
    Message message;
    message.open(state_.next_fence());
    message.records(task_, task().records[done], state_.lease());
    message.close();
    return send(message, state_.waiting_to_keep(), done);
  }

  bool write(std::size_t done) {
    auto written = transaction_.write(task_, task().records[done]);
    return written.ok() || fail(std::move(written).error());
  }

  bool send(const Message& message, const Waiting& waiting,
            std::size_t statement) {
    auto sent = message.send(transaction_.stream(), waiting);
    if (!sent) return settle(std::move(sent).error(), statement);
    if (!*sent) return true;
    state_.fail(**sent, (*sent)->duty == Duty::script
                            ? script_.ranges[(*sent)->statement].begin
                            : 0);
    return false;
  }

  // The stream is gone, and with it what the script has set on it.
  bool settle(Error error, std::size_t statement) {
    if (error.code == ErrorCode::connection_lost) return fail(std::move(error));
    const auto kept = state_.was_kept();
    if (!kept) return fail(kept.error());
    if (*kept) kept_ = statement + 1;
    return fail_at(statement, state_.in_words_of_limit(std::move(error)));
  }

  bool execute(std::size_t i) {
    state_.ticker.at(i);
    const std::string_view statement = script_.statement(i);
    auto executed = transaction_.execute({.sql = std::string(statement)},
                                         state_.waiting_for_statement());
    if (!executed) {
      return fail_at(i, state_.in_words_of_limit(std::move(executed).error()));
    }
    open_ = !executed->ended;
    if (!executed->failure) return true;
    const std::size_t place =
        place_of(*executed->failure, statement).value_or(0);
    return fail_at(i, statement_error(*executed->failure), place);
  }

  bool fail(Error error) {
    state_.fail(task_, std::move(error));
    return false;
  }

  bool fail_at(std::size_t statement, Error error, std::size_t place = 0) {
    state_.outcome.failure =
        TaskFailure{.task = task_,
                    .offset = script_.ranges[statement].begin + place,
                    .statement = statement,
                    .error = std::move(error)};
    return false;
  }

  RunState& state_;
  std::size_t task_;
  ScriptText script_;
  OpenTransaction transaction_;
  std::size_t kept_;
  bool open_ = false;
};

}  // namespace

void run_by_statement(RunState& state, std::size_t task) {
  StatementByStatement(state, task).run();
}

}  // namespace godwit::driver::libsql
