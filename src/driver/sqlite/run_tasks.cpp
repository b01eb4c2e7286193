// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <cstdint>
#include <string>
#include <tuple>

#include "driver/errors.h"
#include "driver/sqlite/run_state.h"

namespace godwit::driver::sqlite {
namespace {

// Rows changed, version of the schema, inside a transaction. Nobody else has
// the handle of a connection of our own.
using Footprint = std::tuple<int, std::string, bool>;

Footprint footprint(const LockedConnection& connection) {
  if (connection.owned) return {};
  Patience none{std::chrono::milliseconds(0)};
  const auto schema = read_pragma(connection.db, "schema_version", none);
  return {sqlite3_total_changes(connection.db), schema ? *schema : "",
          in_transaction(connection.db)};
}

bool is_there_already(sqlite3* db) {
  const int code = sqlite3_extended_errcode(db);
  return code == SQLITE_CONSTRAINT_PRIMARYKEY ||
         code == SQLITE_CONSTRAINT_UNIQUE;
}

bool is_refused_in_batch(const Task& task) { return !task.transactional; }

void run_next(RunState& state) {
  const std::size_t first = state.outcome.committed;
  if (const Task& next = state.tasks[first]; !next.transactional) {
    return next.code ? run_by_commit(state, first)
                     : run_by_statement(state, first);
  }
  const auto from = state.tasks.begin() + static_cast<std::ptrdiff_t>(first);
  const auto to =
      std::find_if_not(from, state.tasks.end(),
                       [](const Task& task) { return task.transactional; });
  run_together(state, first,
               static_cast<std::size_t>(to - state.tasks.begin()));
}

}  // namespace

bool RunState::tells(const std::function<void()>& tell) {
  const Footprint before = footprint(connection);
  tell();
  if (footprint(connection) == before) return true;
  roll_back(db());
  return false;
}

bool RunState::reaches(std::size_t statement) {
  ticker.at(statement);
  return !ticker.is_due() || tells([this] { ticker.look(); });
}

Result<void> RunState::write_record(const std::vector<Query>& record,
                                    std::chrono::microseconds duration) {
  Patience waiting = patience_to_keep();
  for (const Query& query : record) {
    if (auto done = statements.execute(db(), query, waiting, duration); !done) {
      return is_there_already(db()) ? recorded_by_another_run()
                                    : std::move(done).error();
    }
    const std::int64_t rows = sqlite3_changes(db());
    if (query.affects && rows != *query.affects) {
      return not_recorded(std::to_string(rows));
    }
  }
  return {};
}

Outcome run_tasks(RunState state) {
  if (state.mode == TransactionMode::batch) {
    const auto refused = std::find_if(state.tasks.begin(), state.tasks.end(),
                                      is_refused_in_batch);
    if (refused != state.tasks.end()) {
      state.fail(static_cast<std::size_t>(refused - state.tasks.begin()),
                 not_in_a_batch());
      return state.outcome;
    }
  }
  while (!state.failed() && state.outcome.committed < state.tasks.size()) {
    run_next(state);
  }
  return std::move(state.outcome);
}

}  // namespace godwit::driver::sqlite
