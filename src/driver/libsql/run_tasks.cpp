// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <utility>

#include "base/errors.h"
#include "base/number.h"
#include "driver/errors.h"
#include "driver/libsql/lacking.h"
#include "driver/libsql/run_state.h"
#include "driver/libsql/server_error.h"
#include "driver/sqlite_dialect/script_errors.h"
#include "driver/sqlite_dialect/script_text.h"
#include "sql/statements.h"

namespace godwit::driver::libsql {
namespace {

// For a question that must be answered, whoever asks to stop.
constexpr std::chrono::seconds time_to_settle{20};
constexpr std::chrono::seconds moment_to_keep{5};

// What a server has to keep of a message and of its answer. Each task has some
// 3.5 kB around its script.
constexpr std::size_t largest_message = 256'000;
constexpr std::size_t most_tasks = 128;

bool ends_transaction(std::string_view statement) {
  using sql::TransactionEffect;
  const auto effect = sql::transaction_effect(statement, Dialect::sqlite);
  return effect == TransactionEffect::begins ||
         effect == TransactionEffect::ends;
}

std::optional<TaskFailure> refusal(std::size_t task, std::size_t number,
                                   std::size_t offset, Error error) {
  return TaskFailure{.task = task,
                     .offset = offset,
                     .statement = number,
                     .error = std::move(error)};
}

// What of a script need not be sent, since the server could not do it.
std::optional<TaskFailure> why_not(std::size_t index, const Task& task) {
  const ScriptText script(task);
  if (const auto zero = script.text.find('\0'); zero != script.text.npos) {
    return refusal(index, 0, zero, sqlite::null_character());
  }
  for (std::size_t i = 0; i < script.ranges.size(); ++i) {
    const std::string_view statement = script.statement(i);
    const std::size_t begin = script.ranges[i].begin;
    if (auto error = lacking(statement)) {
      return refusal(index, i, begin, *std::move(error));
    }
    const std::string_view parameter = sqlite::find_parameter(statement);
    if (!parameter.empty()) {
      const auto place =
          static_cast<std::size_t>(parameter.data() - statement.data());
      return refusal(index, i, begin + place,
                     sqlite::parameter_without_value(parameter));
    }
  }
  return std::nullopt;
}

std::optional<TaskFailure> first_refusal(const RunState& state) {
  for (std::size_t i = 0; i < state.tasks.size(); ++i) {
    const Task& task = state.tasks[i];
    if (state.mode == TransactionMode::batch && !task.transactional) {
      return TaskFailure{.task = i, .error = not_in_a_batch()};
    }
    if (auto why = why_not(i, task)) return why;
  }
  return std::nullopt;
}

// Of a script in a transaction of ours: a statement that would end it.
std::optional<TaskFailure> control_in(std::size_t index, const Task& task) {
  const ScriptText script(task);
  for (std::size_t i = 0; i < script.ranges.size(); ++i) {
    if (!ends_transaction(script.statement(i))) continue;
    return refusal(index, i, script.ranges[i].begin,
                   sqlite::controls_transaction());
  }
  return std::nullopt;
}

bool may_share(const RunState& state, std::size_t index) {
  const Task& task = state.tasks[index];
  return task.transactional && !task.code &&
         task.sql.size() <= largest_message &&
         state.statement_timeout.count() == 0 &&
         !sqlite::may_change_settings(task.sql) && !control_in(index, task);
}

// Of those that go into one message.
std::size_t group_end(const RunState& state, std::size_t first) {
  if (state.mode == TransactionMode::batch) return state.tasks.size();
  std::size_t end = first + 1;
  if (!may_share(state, first)) return end;
  const std::size_t limit = std::min(
      state.tasks.size(), first + std::min(state.pace.group(), most_tasks));
  std::size_t bytes = state.tasks[first].sql.size();
  for (; end < limit && may_share(state, end); ++end) {
    bytes += state.tasks[end].sql.size();
    if (bytes > largest_message) break;
  }
  return end;
}

void run_next(RunState& state) {
  const std::size_t first = state.outcome.committed;
  const Task& next = state.tasks[first];
  if (state.stop.stop_requested()) return state.fail(first, cancelled());
  if (!next.transactional) {
    return next.code ? run_by_commit(state, first)
                     : run_by_statement(state, first);
  }
  const std::size_t limit = group_end(state, first);
  for (std::size_t task = first; task < limit; ++task) {
    auto control = control_in(task, state.tasks[task]);
    if (!control) continue;
    state.start(first);
    state.outcome.failure = std::move(control);
    return;
  }
  run_together(state, first, limit);
}

}  // namespace

ScriptText::ScriptText(const Task& task)
    : text(sqlite::with_line_feeds(task.sql)),
      ranges(sql::split(text, Dialect::sqlite).ranges) {}

void RunState::fail(const StepFailure& failure, std::size_t begin) {
  outcome.failure = TaskFailure{.task = failure.task, .error = failure.error};
  if (failure.duty != Duty::script) return;
  outcome.failure->statement = failure.statement;
  outcome.failure->offset = begin + failure.offset.value_or(0);
}

Waiting RunState::waiting_to_keep() {
  Waiting for_it = waiting();
  for_it.grace = moment_to_keep;
  return for_it;
}

Waiting RunState::waiting_for_statement() {
  Waiting for_it = waiting();
  if (statement_timeout.count() > 0) {
    for_it.deadline = deadline_after(statement_timeout);
  }
  return for_it;
}

Error RunState::in_words_of_limit(Error error) const {
  return error.code == ErrorCode::timed_out ? timed_out(statement_timeout)
                                            : std::move(error);
}

Result<std::uint64_t> RunState::last_kept() {
  auto answers = server().ask(locked.lease.renew(),
                              {.deadline = deadline_after(time_to_settle)});
  if (!answers) return std::move(answers).error();
  const hrana::Answer& answer = answers->front();
  if (answer.failure) return statement_error(*answer.failure);
  const auto& rows = answer.steps.front().done->rows;
  if (rows.empty()) {
    return make_error(ErrorCode::connection_lost,
                      "another run has taken over the lock before the answer "
                      "came",
                      "run again");
  }
  const auto number = hrana::text_of(rows[0][0]);
  return parse_number<std::uint64_t>(number.value_or("")).value_or(0);
}

Result<bool> RunState::was_kept() {
  const auto kept = last_kept();
  if (!kept) return kept.error();
  return *kept == locked.number;
}

Outcome run_tasks(RunState state) {
  state.outcome.failure = first_refusal(state);
  while (!state.failed() && state.outcome.committed < state.tasks.size()) {
    run_next(state);
  }
  state.ticker.end();
  return std::move(state.outcome);
}

}  // namespace godwit::driver::libsql
