// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/stop.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "driver/libsql/lease.h"
#include "driver/libsql/message.h"
#include "driver/libsql/server.h"
#include "driver/pace.h"
#include "driver/session.h"
#include "driver/ticker.h"

namespace godwit::driver::libsql {

/// A server under the lock.
struct LockedServer {
  Server& server;
  Lease lease;
  /// How long a message takes in which there is nothing to do.
  std::chrono::microseconds way{};
  /// How many transactions were begun under it.
  std::uint64_t number = 0;
};

/// One call of Session::run.
struct RunState {
  LockedServer& locked;
  std::span<const Task> tasks;
  TransactionMode mode;
  Observer& observer;
  StopToken stop;
  /// Of each statement of a script. Zero: none.
  std::chrono::milliseconds statement_timeout{};
  Outcome outcome = {};
  std::chrono::steady_clock::time_point task_began = {};
  Ticker ticker{observer};
  /// Of transactional tasks.
  Pace pace{locked.way};
  /// The first task that the observer knows nothing of.
  std::size_t started = 0;

  bool failed() const { return outcome.failure.has_value(); }
  Server& server() const { return locked.server; }
  const Lease& lease() const { return locked.lease; }

  /// Tells the observer of the tasks up to this one.
  void start(std::size_t task) {
    for (; started <= task; ++started) observer.started(started);
  }
  void begin_tasks(std::size_t first, std::size_t count) {
    task_began = std::chrono::steady_clock::now();
    ticker.begin(first, count, task_began);
  }
  std::chrono::microseconds elapsed() const {
    return std::chrono::duration_cast<std::chrono::microseconds>(
        std::chrono::steady_clock::now() - task_began);
  }

  /// The failure of a task by something that is not in its script.
  void fail(std::size_t task, Error error) {
    outcome.failure = TaskFailure{.task = task, .error = std::move(error)};
  }
  /// By what has stopped a message. `begin`: of its statement in the script.
  void fail(const StepFailure& failure, std::size_t begin);

  /// The first statement of the next transaction.
  hrana::Statement next_fence() { return lease().fence(++locked.number); }

  /// For as long as it takes.
  Waiting waiting() {
    return {.stop = stop, .meanwhile = [this] { ticker.look(); }};
  }
  /// For what keeps work that is done: worth a moment after a stop, too.
  Waiting waiting_to_keep();
  /// For a statement of a script, with its limit.
  Waiting waiting_for_statement();
  /// The error where that limit has passed.
  Error in_words_of_limit(Error error) const;

  /// After a message of which nobody knows what became of it: the number of the
  /// last transaction that is kept. Nothing of it can come later.
  Result<std::uint64_t> last_kept();
  /// Whether that is the last one that was begun.
  Result<bool> was_kept();
};

/// A task's own text as SQLite must see it, and its statements.
struct ScriptText {
  explicit ScriptText(const Task& task);

  std::string_view statement(std::size_t number) const {
    const StatementRange range = ranges[number];
    return std::string_view(text).substr(range.begin, range.end - range.begin);
  }

  std::string text;
  std::vector<StatementRange> ranges;
};

/// Tasks in a transaction each or, in `batch` mode, in one, [first, limit): all
/// are transactional. It may leave some of them to be run again.
void run_together(RunState& state, std::size_t first, std::size_t limit);

/// A script outside a transaction, with a record after each statement.
void run_by_statement(RunState& state, std::size_t task);

/// Code outside a transaction, with a record of each commit.
void run_by_commit(RunState& state, std::size_t task);

/// Session::run.
Outcome run_tasks(RunState state);

}  // namespace godwit::driver::libsql
