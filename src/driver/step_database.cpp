// SPDX-License-Identifier: BSL-1.0
#include "driver/step_database.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/backoff.h"
#include "base/errors.h"
#include "base/hide_secrets.h"
#include "sql/statements.h"

namespace godwit {

void detail::throw_too_large() {
  throw_bad_result(
      make_error(ErrorCode::invalid_argument,
                 "a number is larger than databases have for whole ones",
                 "pass it as a text"));
}

void detail::throw_no_value(std::size_t column) {
  throw_bad_result(make_error(
      ErrorCode::invalid_argument,
      fmt::format("there is no value in column {}, counted from 0", column),
      "read it as std::optional, or ask Rows::is_null"));
}

void detail::throw_out_of_range(std::size_t column) {
  throw_bad_result(make_error(
      ErrorCode::invalid_argument,
      fmt::format("the number in column {}, counted from 0, does not fit its "
                  "type",
                  column),
      "read it as std::int64_t"));
}

namespace driver {
namespace {

constexpr std::size_t longest_shown = 200;

Error controls_transaction() {
  return make_error(
      ErrorCode::transaction_ended,
      "a step in code runs in a transaction of Godwit's and must leave it "
      "alone",
      "leave out BEGIN, COMMIT and ROLLBACK; to commit in parts, "
      "mark the file `// godwit: no-transaction` and call Database::commit");
}

Error commits_in_transaction() {
  return make_error(
      ErrorCode::invalid_argument,
      "the step runs in one transaction, which it cannot commit in parts",
      "mark the file `// godwit: no-transaction`");
}

}  // namespace

Error Place::of(Error error) const {
  error.location = {.file = file_, .line = line_};
  std::string shown = text_.substr(0, longest_shown);
  std::replace(shown.begin(), shown.end(), '\n', ' ');
  error.notes.insert(error.notes.begin(),
                     fmt::format("the statement was: {}{}", shown,
                                 text_.size() > longest_shown ? " …" : ""));
  hide_secrets(error, text_);
  return error;
}

Error ended_by_code() {
  return make_error(
      ErrorCode::transaction_ended,
      "the step has ended the transaction that it ran in",
      "leave the transaction of the connection alone; to commit in parts, mark "
      "the file `// godwit: no-transaction` and call Database::commit");
}

Error left_open_by_code(std::string_view what, std::string hint) {
  return make_error(ErrorCode::invalid_argument,
                    fmt::format("the step has left {} open", what),
                    std::move(hint));
}

StepDatabase::StepDatabase(Dialect dialect, std::size_t index, const Task& task,
                           Observer& observer, StopToken stop)
    : dialect_(dialect),
      index_(index),
      task_(task),
      observer_(observer),
      stop_(std::move(stop)),
      checkpoint_(task.checkpoint),
      in_transaction_(task.transactional) {}

Result<void> StepDatabase::call() {
  auto done = task_.code(*this);
  auto left = check_left();
  if (!done) return done;
  // Nothing that came after it was kept, whatever the code thinks.
  if (failure_ && is_failed()) return *std::move(failure_);
  if (!left) return left;
  if (stop_requested()) return cancelled();
  return be_in_transaction();
}

Result<void> StepDatabase::commit(std::string_view checkpoint) {
  if (task_.transactional) return commits_in_transaction();
  if (stop_requested()) return cancelled();
  if (failure_ && is_failed()) return *failure_;
  if (auto left = check_left(); !left) return left;
  if (auto begun = be_in_transaction(); !begun) return begun;
  std::vector<Query> record = task_.committed;
  for (Query& query : record) {
    query.parameters.insert(query.parameters.begin(), std::string(checkpoint));
  }
  if (auto kept = keep(record); !kept) return kept;
  checkpoint_ = checkpoint;
  ++commits_;
  in_transaction_ = false;
  failure_.reset();
  return {};
}

void StepDatabase::progress(std::uint64_t done, std::uint64_t total) {
  observer_.progress(index_, done, total);
}

void StepDatabase::pause(std::chrono::milliseconds time) {
  sleep_until(deadline_after(time), stop_);
}

Result<void> StepDatabase::be_in_transaction() {
  if (in_transaction_) return {};
  auto begun = begin();
  in_transaction_ = begun.ok();
  return begun;
}

Result<void> StepDatabase::prepare(const Sql& statement) {
  if (stop_requested()) return cancelled();
  using sql::TransactionEffect;
  const auto effect = sql::transaction_effect(statement.text, dialect_);
  if (effect == TransactionEffect::begins ||
      effect == TransactionEffect::ends) {
    return controls_transaction();
  }
  return be_in_transaction();
}

Error StepDatabase::note(Error error, const Place& place) {
  Error placed = place.of(std::move(error));
  if (!failure_) failure_ = placed;
  return placed;
}

Result<std::int64_t> StepDatabase::execute_with(
    const Sql& statement, std::span<const Value> parameters) {
  const Place place(statement);
  if (auto ready = prepare(statement); !ready) {
    return place.of(std::move(ready).error());
  }
  auto changed = run_statement(place.text(), parameters);
  if (!changed) return note(std::move(changed).error(), place);
  return changed;
}

Result<godwit::Rows> StepDatabase::query_with(
    const Sql& statement, std::span<const Value> parameters) {
  const Place place(statement);
  if (auto ready = prepare(statement); !ready) {
    return place.of(std::move(ready).error());
  }
  auto cursor = open_cursor(place, parameters);
  if (!cursor) return note(std::move(cursor).error(), place);
  return godwit::Rows(*std::move(cursor));
}

}  // namespace driver
}  // namespace godwit
