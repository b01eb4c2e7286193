// SPDX-License-Identifier: BSL-1.0
#include <algorithm>

#include "base/errors.h"
#include "driver/errors.h"
#include "driver/postgresql/exchange.h"
#include "driver/postgresql/run_state.h"

namespace godwit::driver::postgresql {
namespace {

Error lock_lost() {
  return make_error(ErrorCode::connection_lost,
                    "the connection that held the migration lock broke",
                    "run again; another process may have begun meanwhile");
}

Error cannot_batch() {
  return make_error(ErrorCode::unsupported,
                    "a script without a transaction cannot be part of a batch",
                    "run in transactions of their own");
}

Error holds_nul() {
  return make_error(ErrorCode::statement_failed,
                    "the script holds a NUL character",
                    "remove it; PostgreSQL has no text with a NUL");
}

std::size_t first_without_transaction(std::span<const Task> tasks,
                                      std::size_t from) {
  const auto begin = tasks.begin() + static_cast<std::ptrdiff_t>(from);
  const auto found = std::find_if(
      begin, tasks.end(), [](const Task& task) { return !task.transactional; });
  return static_cast<std::size_t>(found - tasks.begin());
}

}  // namespace

bool RunState::may_begin(std::size_t task) {
  if (stop.stop_requested()) {
    fail(task, cancelled());
  } else if (!lock.held()) {
    fail(task, lock_lost());
  }
  return !failed();
}

void RunState::clean_up() {
  Commands commands;
  if (in_transaction()) commands.add("ROLLBACK");
  // In one message, so that a pooler does not put another session in between.
  commands.add(settings.between_tasks);
  PQclear(PQexec(connection, commands.text.c_str()));
}

Result<Commands> record_commands(PGconn* connection,
                                 const std::vector<Query>& record) {
  Commands commands;
  for (const Query& query : record) {
    auto sql = inline_parameters(connection, query);
    if (!sql) return std::move(sql).error();
    commands.add(*sql);
  }
  return commands;
}

std::optional<std::size_t> statement_at(const Task& task, std::size_t offset) {
  const auto behind =
      std::find_if(task.statements.begin(), task.statements.end(),
                   [&](StatementRange range) { return range.begin > offset; });
  if (behind == task.statements.begin()) return std::nullopt;
  return static_cast<std::size_t>(behind - task.statements.begin()) - 1;
}

std::optional<TaskFailure> unsendable(std::span<const Task> tasks,
                                      std::size_t task) {
  const std::size_t nul = tasks[task].sql.find('\0');
  if (nul == std::string_view::npos) return std::nullopt;
  return TaskFailure{.task = task,
                     .offset = nul,
                     .statement = statement_at(tasks[task], nul),
                     .error = holds_nul()};
}

Outcome run_tasks(RunState state) {
  const bool batch = state.mode == TransactionMode::batch;
  const std::size_t outside = first_without_transaction(state.tasks, 0);
  if (batch && outside < state.tasks.size()) {
    state.fail(outside, cannot_batch());
  }
  for (std::size_t next = 0; next < state.tasks.size() && !state.failed();
       next = state.outcome.committed) {
    if (state.tasks[next].transactional) {
      run_by_message(state, next, first_without_transaction(state.tasks, next));
    } else {
      run_by_statement(state, next);
    }
  }
  return std::move(state.outcome);
}

}  // namespace godwit::driver::postgresql
