// SPDX-License-Identifier: BSL-1.0
#include "driver/libsql/message.h"

#include <fmt/format.h>

#include <charconv>
#include <utility>

#include "base/errors.h"
#include "driver/errors.h"
#include "driver/libsql/server_error.h"
#include "driver/sqlite_dialect/script_errors.h"

namespace godwit::driver::libsql {
namespace {

using hrana::When;

constexpr std::string_view elapsed_name = "$elapsed";

// json_extract fails with whatever it is given for a path.
constexpr const char* no_key_points_nowhere =
    "SELECT CASE WHEN EXISTS (SELECT 1 FROM pragma_foreign_key_check) "
    "THEN json_extract('{}', 'keys') END";

std::string so_many_changed(std::int64_t rows) {
  return fmt::format(
      "SELECT CASE WHEN changes() <> {} THEN "
      "json_extract('{{}}', changes() || ' rows') END",
      rows);
}

// Of SQL of our own: what stands in quotes holds no quote.
std::vector<std::size_t> numbers_in(std::string_view sql) {
  std::vector<std::size_t> numbers;
  char quote = 0;
  for (std::size_t at = 0; at < sql.size(); ++at) {
    const char c = sql[at];
    if (quote == c) {
      quote = 0;
    } else if (quote == 0 && (c == '\'' || c == '"')) {
      quote = c;
    } else if (quote == 0 && c == '$') {
      std::size_t number = 0;
      std::from_chars(sql.data() + at + 1, sql.data() + sql.size(), number);
      if (number > 0) numbers.push_back(number);
    }
  }
  return numbers;
}

std::string with_elapsed(std::string sql, const std::string& elapsed) {
  for (auto at = sql.find(elapsed_name); at != sql.npos;
       at = sql.find(elapsed_name, at + elapsed.size())) {
    sql.replace(at, elapsed_name.size(), elapsed);
  }
  return sql;
}

Error lock_lost() {
  return make_error(
      ErrorCode::locked,
      "another run has taken over the lock, since this one was silent for too "
      "long",
      "run again; Migrator::status shows what the other did");
}

// What `so_many_changed` makes SQLite say: "bad JSON path: '0 rows'".
std::string rows_in(std::string_view message) {
  const std::size_t begin = message.find('\'');
  const std::size_t end = message.find(" rows'");
  if (begin == message.npos || end == message.npos) return "other";
  return std::string(message.substr(begin + 1, end - begin - 1));
}

}  // namespace

hrana::Statement own_statement(const Query& query) {
  hrana::Statement statement{.sql = query.sql};
  std::vector<bool> named(query.parameters.size() + 1);
  for (const std::size_t number : numbers_in(query.sql)) {
    if (number >= named.size() || named[number]) continue;
    named[number] = true;
    const auto& value = query.parameters[number - 1];
    statement.values.emplace_back(
        "$" + std::to_string(number),
        value ? hrana::Content(*value) : hrana::Content());
  }
  return statement;
}

void Message::add(hrana::Statement statement, When when, Place place) {
  batch_.steps.push_back({std::move(statement), when});
  places_.push_back(place);
}

// Inside a transaction it would be ignored.
void Message::switch_keys_off(std::size_t task) {
  add({.sql = "PRAGMA foreign_keys = OFF"}, When::always, {.task = task});
}

void Message::open(const hrana::Statement& fence, std::size_t task) {
  add({.sql = "BEGIN IMMEDIATE"},
      batch_.steps.empty() ? When::always : When::after, {.task = task});
  add(fence, When::after, {.duty = Duty::fence, .task = task});
}

void Message::statement(std::size_t task, std::size_t number,
                        std::string_view sql, When when) {
  add({.sql = std::string(sql)}, when,
      {.duty = Duty::script, .task = task, .statement = number});
}

void Message::records(std::size_t task, const std::vector<Query>& records,
                      const Lease& lease) {
  for (const Query& query : records) {
    hrana::Statement statement = own_statement(query);
    statement.sql = with_elapsed(std::move(statement.sql), lease.elapsed());
    add(std::move(statement),
        batch_.steps.empty() ? When::always : When::inside,
        {.duty = Duty::record, .task = task});
    if (!query.affects) continue;
    add({.sql = so_many_changed(*query.affects)}, When::inside,
        {.duty = Duty::count, .task = task});
  }
}

void Message::look_at_keys(std::size_t task) {
  add({.sql = no_key_points_nowhere}, When::inside,
      {.duty = Duty::keys, .task = task});
}

void Message::commit(std::size_t task) {
  add({.sql = "COMMIT"}, batch_.steps.empty() ? When::always : When::inside,
      {.duty = Duty::commit, .task = task});
}

void Message::end(std::size_t task) {
  add({.sql = "ROLLBACK"}, When::left_open,
      {.duty = Duty::commit, .task = task});
}

void Message::close() {
  commit(0);
  end(0);
}

StepFailure Message::failure_at(std::size_t step,
                                const hrana::Failure& why) const {
  const Place& place = places_[step];
  StepFailure failure{.duty = place.duty,
                      .task = place.task,
                      .statement = place.statement,
                      .error = statement_error(why)};
  if (place.duty == Duty::script) {
    failure.offset = place_of(why, batch_.steps[step].statement.sql);
  } else if (place.duty == Duty::record && is_there_already(why)) {
    failure.error = recorded_by_another_run();
  } else if (place.duty == Duty::count) {
    failure.error = not_recorded(rows_in(why.message));
  } else if (place.duty == Duty::fence &&
             failure.error.code == ErrorCode::statement_failed) {
    failure.error = lock_lost();
  }
  return failure;
}

// All before it went well, and yet it was left out.
std::optional<StepFailure> Message::ended_before(std::size_t step) const {
  const Place& place = places_[step == 0 ? 0 : step - 1];
  return StepFailure{.duty = place.duty,
                     .task = place.task,
                     .statement = place.statement,
                     .offset = 0,
                     .error = sqlite::controls_transaction()};
}

std::optional<StepFailure> Message::first_failure(
    const hrana::Answer& answer) const {
  if (answer.steps.size() != batch_.steps.size()) {
    return failure_at(0, {.message = "the server answered another question"});
  }
  for (std::size_t i = 0; i < answer.steps.size(); ++i) {
    const hrana::StepResult& result = answer.steps[i];
    if (result.failure) return failure_at(i, *result.failure);
    if (!result.done && batch_.steps[i].when != When::left_open) {
      return ended_before(i);
    }
  }
  return std::nullopt;
}

std::vector<hrana::Request> Message::looks() const {
  std::vector<hrana::Request> looks;
  for (const hrana::Step& step : batch_.steps) {
    looks.emplace_back(hrana::Describe{step.statement.sql});
  }
  return looks;
}

// A server reads all statements before it carries out the first, and does not
// say which of them it cannot read.
StepFailure Message::unreadable(const std::vector<hrana::Answer>& looks,
                                const hrana::Failure& why) const {
  for (std::size_t i = 0; i < looks.size(); ++i) {
    const auto& failure = looks[i].failure;
    if (failure && is_syntax_error(*failure)) return failure_at(i, *failure);
    // It may be one that is not supported, which a look does not tell.
    if (why.message.ends_with(": " + batch_.steps[i].statement.sql)) {
      return failure_at(i, why);
    }
  }
  return failure_at(0, why);
}

Result<std::optional<StepFailure>> Message::outcome(
    const Result<std::vector<hrana::Answer>>& answers, Stream& stream,
    const Waiting& waiting) const {
  if (!answers) return answers.error();
  const auto& refused = answers->front().failure;
  if (!refused) return first_failure(answers->front());
  const auto found = stream.ask(looks(), waiting);
  if (!found) return found.error();
  StepFailure failure = unreadable(*found, *refused);
  failure.unread = true;
  return std::optional(std::move(failure));
}

Result<std::optional<StepFailure>> Message::send(Stream& stream,
                                                 const Waiting& waiting) const {
  return outcome(stream.ask({batch_}, waiting), stream, waiting);
}

Result<std::optional<StepFailure>> Message::send(Server& server,
                                                 const Waiting& waiting) const {
  Stream another(server);
  return outcome(server.ask(batch_, waiting), another, waiting);
}

}  // namespace godwit::driver::libsql
