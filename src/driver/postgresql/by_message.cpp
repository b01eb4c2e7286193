// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "driver/errors.h"
#include "driver/postgresql/exchange.h"
#include "driver/postgresql/message_failure.h"
#include "driver/postgresql/prepared_record.h"
#include "driver/postgresql/run_state.h"
#include "driver/postgresql/script_message.h"
#include "driver/postgresql/server_error.h"
#include "driver/postgresql/step_database.h"

namespace godwit::driver::postgresql {
namespace {

using std::chrono::microseconds;
using std::chrono::steady_clock;

constexpr std::size_t largest_message = 1'000'000;

// To prepare the record takes a message of its own and, of the first five
// tasks, as long as without: the server plans these anew.
constexpr std::size_t worth_preparing = 16;

microseconds since(steady_clock::time_point begin) {
  return std::chrono::duration_cast<microseconds>(steady_clock::now() - begin);
}

/// Transactional tasks, several to a message.
class MessageByMessage {
 public:
  MessageByMessage(RunState& state, std::size_t first, std::size_t limit)
      : state_(state),
        first_(first),
        limit_(limit),
        next_(first),
        started_(first) {}

  void run() {
    while (next_ < limit_ && !state_.failed()) {
      if (state_.may_begin(next_)) send_some();
    }
    if (state_.in_transaction() || prepared_) state_.clean_up();
  }

 private:
  bool batch() const { return state_.mode == TransactionMode::batch; }

  void send_some() {
    const auto begin = steady_clock::now();
    state_.ticker.begin(next_, 1, begin);
    const bool is_code = static_cast<bool>(state_.tasks[next_].code);
    if (is_code && !run_code(begin)) return;
    const auto message =
        compose(group_end(), is_code ? since(begin) : microseconds());
    if (!message || !tell(next_)) return;
    MessageProgress progress(*message);
    state_.ticker.begin(next_, message->size(), begin);
    if (has_one_statement(*message)) state_.ticker.at(0);
    const ResultHandle failure =
        converse(state_.connection, *message, state_.until(), progress);
    if (failure) {
      stopped(*message, progress, failure.get(), since(begin));
    } else if (progress.part() < message->size()) {
      state_.fail(next_, answers_lost());
    } else {
      completed(message->size(), since(begin));
    }
  }

  // False: who hears of the task has had enough.
  bool tell(std::size_t task) {
    start(task);
    if (state_.stop.stop_requested()) state_.fail(task, cancelled());
    return !state_.failed();
  }

  // What is left for a message is its record.
  bool run_code(steady_clock::time_point begin) {
    if (!tell(next_)) return false;
    Result<void> done = begin_code();
    if (done) done = PostgresqlStepDatabase(state_, next_).call();
    if (done) return true;
    TaskFailure failure{.task = next_, .error = std::move(done).error()};
    if (state_.is_connected()) {
      failure.may_pass = !batch() && may_pass(failure.error.sqlstate);
      settle(0, {}, since(begin), failure.error.notes);
    }
    state_.outcome.failure = std::move(failure);
    return false;
  }

  Result<void> begin_code() {
    const ResultHandle failure =
        converse(state_.connection, commands_before(next_).text, state_.until(),
                 [](const PGresult*) {});
    if (failure) return server_error(state_.connection, failure.get());
    return {};
  }

  // Of more than one the server does not tell which it is at.
  bool has_one_statement(const ScriptMessage& message) const {
    return message.size() == 1 && statement_count(state_.tasks[next_]) == 1;
  }

  // Tasks [next_, end) go into one message.
  std::size_t group_end() const {
    std::size_t end = next_;
    std::size_t bytes = 0;
    while (end < limit_ && end - next_ < state_.pace.group()) {
      bytes += state_.tasks[end].sql.size();
      const bool fits = bytes <= largest_message && !is_code_beside(end) &&
                        !unsendable(state_.tasks, end);
      if (!fits && end > next_) break;
      ++end;
    }
    return end;
  }

  bool is_code_beside(std::size_t task) const {
    return state_.tasks[task].code || state_.tasks[next_].code;
  }

  // Absent: failed, or to be tried again with less. `elapsed`: of code that has
  // run already.
  std::optional<ScriptMessage> compose(std::size_t end, microseconds elapsed) {
    state_.outcome.failure = unsendable(state_.tasks, next_);
    if (state_.failed()) return std::nullopt;
    prepare(state_.tasks.subspan(next_, end - next_));
    ScriptMessage message(state_.guard);
    const Commands after = commands_after();
    for (std::size_t task = next_; task < end; ++task) {
      auto record = this->record(task, elapsed);
      if (!record) {
        cannot_record(task, std::move(record).error());
        return std::nullopt;
      }
      const bool begun = static_cast<bool>(state_.tasks[task].code);
      const ScriptPart part{
          .before = begun ? Commands() : commands_before(task),
          .script = state_.tasks[task].sql,
          .terminated = state_.tasks[task].terminated,
          .statements = statement_count(state_.tasks[task]),
          .ranges = state_.tasks[task].statements,
          .after = after,
          .record = *std::move(record),
          .end = commands_at_end(task, task + 1 == end)};
      travels_alone(state_.tasks[task]) ? message.add_alone(part)
                                        : message.add(part);
    }
    return message;
  }

  // For these tasks and those behind them, as long as none is in its way.
  void prepare(std::span<const Task> tasks) {
    const bool worth_it = prepares_ && !batch() && tasks.size() > 1 &&
                          limit_ - next_ >= worth_preparing;
    if (!prepared_ && !worth_it) return;
    const bool in_the_way = may_meet_prepared(tasks);
    if (prepared_ && in_the_way) {
      prepared_.reset();
      state_.clean_up();
    }
    if (!prepared_ && !in_the_way) {
      prepared_ = PreparedRecord::make(state_, tasks);
    }
  }

  Result<Commands> record(std::size_t task, microseconds elapsed) const {
    const std::vector<Query>& queries = state_.tasks[task].records.back();
    if (prepared_) {
      auto commands = prepared_->execute(state_.connection, queries);
      if (commands) return *std::move(commands);
    }
    return state_.guard.record(state_.connection, queries,
                               Guard::Transaction::ours, elapsed);
  }

  // Nothing shares the message of a script this large, see group_end().
  static bool travels_alone(const Task& task) {
    return task.sql.size() > largest_message;
  }

  void cannot_record(std::size_t task, Error error) {
    if (task == next_) return state_.fail(task, std::move(error));
    state_.pace.set_group(task - next_);
  }

  Commands commands_before(std::size_t task) const {
    Commands commands;
    if (task == next_) commands.text = state_.lock.marker();
    if (!batch() || task == first_) commands.add(Guard::begin);
    commands.add(state_.settings.in_transaction);
    return commands;
  }

  // What the script has deferred is its own failure and not that of a COMMIT
  // that ends others as well. The settings come before the record, since the
  // script may have become somebody who must not write it.
  Commands commands_after() const {
    Commands commands;
    commands.add("SET CONSTRAINTS ALL IMMEDIATE");
    commands.add(prepared_ ? state_.settings.between_shared
                           : state_.settings.between_tasks);
    commands.add(Guard::pin);
    return commands;
  }

  // A COMMIT waits for the disk, and the last one of a message does so for all
  // of them.
  Commands commands_at_end(std::size_t task, bool last) const {
    if (batch() && task + 1 < limit_) return state_.settings.unpin;
    Commands commands;
    if (!last) commands.add("SET LOCAL synchronous_commit = off");
    if (task + 1 == limit_ && prepared_) commands.add("DEALLOCATE ALL");
    commands.add("COMMIT");
    return commands;
  }

  void completed(std::size_t tasks, microseconds elapsed) {
    took(tasks, elapsed);
    if (batch()) start(next_ - 1);
    if (!batch() || next_ == limit_) kept();
    if (next_ == limit_) prepared_.reset();
    state_.pace.adapt(next_, tasks, elapsed);
  }

  void took(std::size_t tasks, microseconds elapsed) {
    if (tasks == 0) return;
    durations_.insert(durations_.end(), tasks, share(elapsed, tasks));
    next_ += tasks;
  }

  static microseconds share(microseconds elapsed, std::size_t tasks) {
    return elapsed / static_cast<microseconds::rep>(tasks);
  }

  void start(std::size_t task) {
    for (; started_ <= task; ++started_) state_.observer.started(started_);
  }

  // Everything that was sent.
  void kept() {
    std::size_t& committed = state_.outcome.committed;
    for (; committed < next_; ++committed) {
      start(committed);
      state_.observer.finished(committed, durations_[committed - first_]);
    }
  }

  void stopped(const ScriptMessage& message, const MessageProgress& progress,
               const PGresult* failure, microseconds elapsed) {
    TaskFailure found =
        failure_of_message(state_, {.task = next_}, message, progress, failure);
    const std::size_t done = progress.part();
    if (is_unread(message, progress, found.error.code)) {
      state_.pace.set_group(found.task - next_);
      return;
    }
    state_.pace.set_group(1);
    if (is_by_prepared(progress, found.error.sqlstate)) {
      prepares_ = false;
      return settle(done, {}, elapsed, found.error.notes);
    }
    if (state_.is_connected()) {
      settle(done, progress.ending(), elapsed, found.error.notes);
    }
    if (!state_.is_connected() &&
        found.error.code != ErrorCode::connection_lost) {
      found.error = server_error(state_.connection, failure);
    }
    start(found.task);
    state_.outcome.failure = std::move(found);
  }

  // The server reads a message as a whole before it runs any of it, so that a
  // syntax error in one task keeps the tasks before it from running.
  bool is_unread(const ScriptMessage& message, const MessageProgress& progress,
                 ErrorCode code) const {
    return !batch() && !progress.began() && message.size() > 1 &&
           code == ErrorCode::statement_failed;
  }

  // A function prepares for each of two tasks what nothing has dropped between
  // them, or drops all that is prepared: the task is to begin again without.
  bool is_by_prepared(const MessageProgress& progress,
                      std::string_view sqlstate) const {
    return prepared_ && state_.is_connected() && !progress.ending() &&
           (sqlstate == "42P05" || sqlstate == "26000");
  }

  // Before it is said that tasks are kept, they are.
  void settle(std::size_t done,
              const std::optional<MessageProgress::Ending>& ending,
              microseconds elapsed, std::vector<std::string>& notes) {
    prepared_.reset();
    state_.clean_up();
    if (batch() && !(ending && ending->committed)) return;
    took(done, elapsed);
    if (next_ > state_.outcome.committed) write_to_disk(notes);
    if (state_.is_connected()) kept();
  }

  // A commit writes all that was committed before it. A server that does not
  // know the function has no asynchronous commits either.
  void write_to_disk(std::vector<std::string>& notes) {
    constexpr std::string_view unknown_function = "42883";
    const ResultHandle failure = converse(
        state_.connection,
        "SELECT pg_catalog.pg_logical_emit_message(true, 'godwit', '')", soon(),
        [](const PGresult*) {});
    if (!failure || !state_.is_connected() ||
        field(failure.get(), PG_DIAG_SQLSTATE) == unknown_function) {
      return;
    }
    notes.push_back(fmt::format(
        "what was kept may not be on disk yet, and be lost if the server "
        "crashes within the next second: {}",
        server_error(state_.connection, failure.get()).message));
  }

  RunState& state_;
  std::size_t first_;
  std::size_t limit_;
  std::size_t next_;     // the first task that is not sent yet
  std::size_t started_;  // the first task that the observer knows nothing of
  std::vector<microseconds> durations_;     // from first_ on
  std::optional<PreparedRecord> prepared_;  // by the session
  bool prepares_ = true;
};

}  // namespace

void run_by_message(RunState& state, std::size_t first, std::size_t limit) {
  MessageByMessage(state, first, limit).run();
}

}  // namespace godwit::driver::postgresql
