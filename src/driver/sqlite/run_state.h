// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/stop.h>
#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <span>
#include <utility>

#include "driver/session.h"
#include "driver/sqlite/patience.h"
#include "driver/sqlite/script.h"
#include "driver/sqlite/settings.h"
#include "driver/sqlite/statement.h"
#include "driver/ticker.h"

namespace godwit::driver::sqlite {

/// A connection under the lock.
struct LockedConnection {
  sqlite3* db = nullptr;
  /// False: the application's.
  bool owned = true;
  /// How long to wait for other connections.
  std::chrono::milliseconds patience{};
  /// How long a statement of a script may take. Zero: no limit.
  std::chrono::milliseconds statement_timeout{};
  /// To put back after each task.
  Settings settings = {};
};

/// One call of Session::run.
struct RunState {
  const LockedConnection& connection;
  std::span<const Task> tasks;
  TransactionMode mode;
  Observer& observer;
  StopToken stop;
  Outcome outcome = {};
  /// The one that is running.
  std::chrono::steady_clock::time_point task_began = {};
  Ticker ticker{observer};
  PreparedStatements statements = {};

  void begin_task(std::size_t task) {
    task_began = std::chrono::steady_clock::now();
    ticker.begin(task, 1, task_began);
  }
  std::chrono::microseconds elapsed() const {
    return std::chrono::duration_cast<std::chrono::microseconds>(
        std::chrono::steady_clock::now() - task_began);
  }

  sqlite3* db() const { return connection.db; }
  bool failed() const { return outcome.failure.has_value(); }

  /// The failure of a task by something that is not in its script.
  void fail(std::size_t task, Error error) {
    outcome.failure = TaskFailure{.task = task, .error = std::move(error)};
  }

  /// Lets the observer hear of something in the middle of a task. False: it has
  /// used the connection, which is the application's, and all that was open is
  /// rolled back.
  bool tells(const std::function<void()>& tell);

  /// The statement of a script is carried out from now on. False: as above.
  bool reaches(std::size_t statement);

  Patience patience(const StopToken& until = {}) {
    Patience patience(connection.patience, until);
    patience.statement_timeout = connection.statement_timeout;
    patience.meanwhile = meanwhile();
    return patience;
  }

  /// For what keeps work that is done: also worth a moment where a stop was
  /// requested before.
  Patience patience_to_keep() {
    constexpr std::chrono::milliseconds moment{2000};
    const bool stopped = stop.stop_requested();
    Patience patience = stopped
                            ? Patience(std::min(connection.patience, moment))
                            : Patience(connection.patience, stop);
    patience.meanwhile = meanwhile();
    return patience;
  }

  Result<void> execute_patiently(const char* sql) {
    Patience waiting = patience_to_keep();
    return execute(db(), sql, waiting);
  }

  /// Of a task that took so long. Fails with `locked` where the row is there
  /// already, and where the record changes another number of rows than it must.
  Result<void> write_record(const std::vector<Query>& record,
                            std::chrono::microseconds duration);

 private:
  // A statement is open then, so that an application is told nothing on its own
  // connection.
  std::function<void()> meanwhile() {
    if (!connection.owned) return {};
    return [this] { ticker.look(); };
  }
};

/// Tasks that share a transaction, [first, limit): all are transactional.
void run_together(RunState& state, std::size_t first, std::size_t limit);

/// A script outside a transaction, with a record after each statement.
void run_by_statement(RunState& state, std::size_t task);

/// Code outside a transaction, with a record of each commit.
void run_by_commit(RunState& state, std::size_t task);

/// Session::run.
Outcome run_tasks(RunState state);

}  // namespace godwit::driver::sqlite
