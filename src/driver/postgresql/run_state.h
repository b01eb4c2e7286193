// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/stop.h>
#include <libpq-fe.h>

#include <optional>
#include <span>
#include <string>
#include <utility>

#include "driver/pace.h"
#include "driver/postgresql/advisory_lock.h"
#include "driver/postgresql/blockers.h"
#include "driver/postgresql/exchange.h"
#include "driver/postgresql/notices.h"
#include "driver/postgresql/session_settings.h"
#include "driver/session.h"
#include "driver/ticker.h"

namespace godwit::driver::postgresql {

/// One call of Session::run.
struct RunState {
  PGconn* connection;
  /// Handed on to strangers after each transaction.
  bool pooled;
  const AdvisoryLock& lock;
  const SessionSettings& settings;
  std::span<const Task> tasks;
  TransactionMode mode;
  Observer& observer;
  NoticesTo& notices;
  StopToken stop;
  const Limits& limits;
  /// Null: nobody can tell.
  Blockers* blockers = nullptr;
  Guard guard{lock.session_key()};
  Ticker ticker{observer};
  Outcome outcome = {};
  /// Of transactional tasks.
  Pace pace{lock.way()};

  bool failed() const noexcept { return outcome.failure.has_value(); }
  bool in_transaction() const noexcept {
    return PQtransactionStatus(connection) != PQTRANS_IDLE;
  }
  bool is_connected() const noexcept {
    return PQstatus(connection) == CONNECTION_OK;
  }

  /// The failure of a task by something that is not in its script.
  void fail(std::size_t task, Error error) {
    outcome.failure = TaskFailure{.task = task, .error = std::move(error)};
  }

  /// Until when to wait for statements of a script. A message that has only one
  /// is also given up by us, where the server cannot be told of the limit or
  /// does not keep it. Meanwhile the observer hears how it goes on.
  Until until(bool one_statement = false);

  /// False: a stop was requested or the lock was lost, and the task failed.
  bool may_begin(std::size_t task);

  /// Rolls back what is open and puts the settings back.
  void clean_up();
};

/// The lock was on a connection of its own, which broke.
Error lock_lost();

/// Somebody else has read what the server answered, in the middle of a message:
/// an application on its own connection.
Error answers_lost();

/// How many statements a script has.
std::size_t statement_count(const Task& task);

/// The statement of a script that holds a byte of it; absent: none does.
std::optional<std::size_t> statement_at(const Task& task, std::size_t offset);

/// Whom the script has become by SET ROLE before one of its statements. Empty:
/// nobody else, or it is not known.
std::string role_before(const Task& task, std::optional<std::size_t> statement);

/// Why a script cannot be sent at all; absent: it can. A message ends at the
/// first NUL, and with it all that should follow.
std::optional<TaskFailure> unsendable(std::span<const Task> tasks,
                                      std::size_t task);

/// Tasks that share messages, [first, limit): all are transactional.
void run_by_message(RunState& state, std::size_t first, std::size_t limit);

/// A script outside a transaction, with a record after each statement.
void run_by_statement(RunState& state, std::size_t task);

/// Code outside a transaction, with a record of each commit.
void run_by_commit(RunState& state, std::size_t task);

/// Session::run.
Outcome run_tasks(RunState state);

}  // namespace godwit::driver::postgresql
