// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>

#include <algorithm>

#include "base/errors.h"
#include "driver/errors.h"
#include "driver/limits.h"
#include "driver/postgresql/exchange.h"
#include "driver/postgresql/retry.h"
#include "driver/postgresql/run_state.h"
#include "sql/statements.h"

namespace godwit::driver::postgresql {
namespace {

Error holds_nul() {
  return make_error(ErrorCode::statement_failed,
                    "the script holds a NUL character",
                    "remove it; PostgreSQL has no text with a NUL");
}

// https://www.postgresql.org/docs/current/limits.html does not name it: a
// message must fit into what the server allocates at once, 1 GB.
constexpr std::size_t largest_script = 1'000'000'000;

Error too_large(std::size_t size) {
  return make_error(
      ErrorCode::unsupported,
      fmt::format("the script has {} bytes, and PostgreSQL takes at most {} at "
                  "once",
                  size, largest_script),
      "divide it into several migrations, or load the data by other means; "
      "nothing was run");
}

// Where it would land and how long it would stay there, nobody knows.
Error needs_own_session() {
  return make_error(
      ErrorCode::unsupported,
      "the statement sets up a session, and behind a pooler each statement "
      "outside a transaction may run in another one",
      "connect to the server itself, or run the script in a transaction; "
      "nothing was run");
}

std::optional<std::size_t> statement_for_session(const Task& task) {
  for (std::size_t i = 0; i < task.statements.size(); ++i) {
    const auto effect =
        sql::session_effect(task.statement(i), Dialect::postgresql);
    if (effect != sql::SessionEffect::none) return i;
  }
  return std::nullopt;
}

// What can be told of a task before any has run.
std::optional<TaskFailure> impossible(const RunState& state,
                                      std::size_t index) {
  const Task& task = state.tasks[index];
  if (task.sql.size() > largest_script) {
    return TaskFailure{.task = index, .error = too_large(task.sql.size())};
  }
  if (task.transactional) return std::nullopt;
  if (state.mode == TransactionMode::batch) {
    return TaskFailure{.task = index, .error = not_in_a_batch()};
  }
  const auto statement =
      state.pooled ? statement_for_session(task) : std::nullopt;
  if (!statement) return std::nullopt;
  return TaskFailure{
      .task = index, .statement = statement, .error = needs_own_session()};
}

std::size_t first_without_transaction(std::span<const Task> tasks,
                                      std::size_t from) {
  const auto begin = tasks.begin() + static_cast<std::ptrdiff_t>(from);
  const auto found = std::find_if(
      begin, tasks.end(), [](const Task& task) { return !task.transactional; });
  return static_cast<std::size_t>(found - tasks.begin());
}

}  // namespace

Error lock_lost() {
  return make_error(ErrorCode::connection_lost,
                    "the connection that held the migration lock broke",
                    "run again; another process may have begun meanwhile");
}

bool RunState::may_begin(std::size_t task) {
  if (stop.stop_requested()) {
    fail(task, cancelled());
  } else if (!lock.held()) {
    fail(task, lock_lost());
  }
  return !failed();
}

Until RunState::until(bool one_statement) {
  Until until{.stop = stop, .between = [this] { notices.deliver(); }};
  const int limit = countable(limits.statement_timeout);
  if (one_statement && limit > 0) {
    until.deadline =
        deadline_after(limits.statement_timeout + settings.trust_in_server);
  }
  until.meanwhile = [this](std::chrono::milliseconds running) {
    if (blockers == nullptr) return ticker.look();
    blockers->look(running,
                   [this](std::string_view who) { observer.blocked(who); });
    ticker.look(blockers->now());
  };
  return until;
}

void RunState::clean_up() {
  Commands commands;
  if (in_transaction()) commands.add("ROLLBACK");
  // In one message, so that a pooler does not put another session in between.
  commands.add(settings.between_tasks);
  converse(connection, commands.text, soon(), [](const PGresult*) {});
}

Error answers_lost() {
  return make_error(ErrorCode::connection_lost,
                    "on_event has used the connection that is being migrated, "
                    "and with it answers of the server were lost",
                    "use another connection there, or wait until the run is "
                    "over");
}

std::size_t statement_count(const Task& task) {
  return task.statements.empty()
             ? sql::split(task.sql, Dialect::postgresql).ranges.size()
             : task.statements.size();
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
  for (std::size_t i = 0; i < state.tasks.size() && !state.failed(); ++i) {
    state.outcome.failure = impossible(state, i);
  }
  Retry retry(state.limits.retries);
  for (std::size_t next = 0; next < state.tasks.size() && !state.failed();
       next = state.outcome.committed) {
    if (state.tasks[next].transactional) {
      run_by_message(state, next, first_without_transaction(state.tasks, next));
    } else if (state.tasks[next].code) {
      run_by_commit(state, next);
    } else {
      run_by_statement(state, next);
    }
    retry.after_failure(state);
  }
  return std::move(state.outcome);
}

}  // namespace godwit::driver::postgresql
