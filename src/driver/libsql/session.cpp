// SPDX-License-Identifier: BSL-1.0
#include "driver/libsql/session.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "base/backoff.h"
#include "base/errors.h"
#include "base/platform.h"
#include "driver/errors.h"
#include "driver/libsql/examination.h"
#include "driver/libsql/server_error.h"
#include "driver/running.h"
#include "driver/sqlite_dialect/dump.h"
#include "driver/sqlite_dialect/table_sizes.h"
#include "sql/words.h"

namespace godwit::driver::libsql {
namespace {

// However short the patience with others, an answer has that time.
constexpr std::chrono::seconds longest_answer{60};
constexpr std::chrono::seconds time_to_give_back{5};
constexpr std::chrono::milliseconds first_wait{20};
constexpr std::chrono::milliseconds longest_wait{500};

Error would_write() {
  return make_error(ErrorCode::statement_failed,
                    "the query would write, and may only read");
}

Error no_whole_copies() {
  return make_error(
      ErrorCode::unsupported,
      "a libSQL server neither makes backups on request nor takes one",
      "use what whoever runs the server offers, such as branches and "
      "point-in-time recovery, or save its file");
}

Error lock_timeout(std::chrono::milliseconds limit, const std::string& holder) {
  return make_error(
      ErrorCode::locked,
      fmt::format("the database is locked by {} and was not free within {} ms",
                  holder, limit.count()),
      "wait until it is done, or allow more time with "
      "MigratorOptions::lock_timeout; what a killed run has left passes by "
      "itself");
}

std::string our_name() {
  return fmt::format("process {} on {}", getpid(), host_name());
}

// Of all others the server is asked.
bool surely_reads_only(std::string_view sql) {
  return sql::is_any_of(sql::Words(sql, Dialect::sqlite).next(),
                        {"SELECT", "VALUES", "EXPLAIN"});
}

Rows texts_of(const hrana::Done& done) {
  Rows rows;
  for (const auto& values : done.rows) {
    Row& row = rows.emplace_back();
    for (const auto& value : values) row.push_back(hrana::text_of(value));
  }
  return rows;
}

}  // namespace

void LibsqlSession::limit(std::optional<Limits> limits) {
  if (running_) return;
  limits_.tell(std::move(limits));
}

Waiting LibsqlSession::waiting() const {
  return {
      .deadline = std::max(limits_.deadline(), deadline_after(longest_answer)),
      .stop = limits_->stop};
}

Result<hrana::Done> LibsqlSession::ask(hrana::Statement statement) {
  auto answers = server_.ask(std::move(statement), waiting());
  if (!answers) return std::move(answers).error();
  hrana::Answer& answer = answers->front();
  if (answer.failure) return statement_error(*answer.failure);
  return *std::move(answer.steps.front().done);
}

Result<void> LibsqlSession::check_reads_only(const Query& query) {
  if (!query.reads_only && !read_only_) return {};
  if (surely_reads_only(query.sql)) return {};
  auto answers = server_.ask(hrana::Describe{query.sql}, waiting());
  if (!answers) return std::move(answers).error();
  if (answers->front().failure) {
    return statement_error(*answers->front().failure);
  }
  if (answers->front().yes) return {};
  if (query.reads_only) return would_write();
  return read_only_database(description(), *facts());
}

Result<Rows> LibsqlSession::query(const Query& query) {
  if (running_) return run_is_going_on();
  if (auto may = check_reads_only(query); !may) return std::move(may).error();
  hrana::Statement statement = own_statement(query);
  statement.wants_rows = true;
  const auto done = ask(std::move(statement));
  if (!done) return done.error();
  return texts_of(*done);
}

bool LibsqlSession::is_missing_table(const Error& error) const {
  return error.code == ErrorCode::statement_failed &&
         (error.message.starts_with("no such table: ") ||
          error.message.starts_with("unknown database "));
}

Result<ServerFacts> LibsqlSession::facts() {
  if (running_) return run_is_going_on();
  ServerFacts facts{.engine = "libsql", .read_only = read_only_};
  if (read_only_) {
    facts.read_only_reason = "opened for reading only";
    facts.read_only_hint = "connect without that";
  }
  const auto done = ask({.sql = "SELECT sqlite_version()", .wants_rows = true});
  if (!done) return done.error();
  facts.version = hrana::text_of(done->rows.at(0).at(0)).value_or("");
  return facts;
}

std::vector<Observation> LibsqlSession::examine(const Examination& /*about*/) {
  return libsql::examine(*this, server_, waiting());
}

Result<std::optional<std::string>> LibsqlSession::lock_holder(
    const std::string& name) {
  if (running_) return run_is_going_on();
  const auto done = ask(Lease(name).holder());
  if (!done) {
    if (!is_missing_table(done.error())) return done.error();
    return std::optional<std::string>();
  }
  if (done->rows.empty()) return std::optional<std::string>();
  return hrana::text_of(done->rows[0][0]);
}

Result<std::optional<std::string>> LibsqlSession::try_to_take(
    const Lease& lease, const Waiting& waiting) {
  auto answers = server_.ask(lease.take(our_name()), waiting);
  if (!answers) return std::move(answers).error();
  const hrana::Answer& answer = answers->front();
  if (answer.failure) return statement_error(*answer.failure);
  const hrana::StepResult& last = answer.steps.back();
  if (last.done && lease.is_ours(*last.done)) {
    return std::optional<std::string>();
  }
  const auto& made = answer.steps.front().failure;
  const auto& taken = answer.steps.at(2).failure;
  for (const auto& failure : {made, taken}) {
    if (!failure) continue;
    Error error = statement_error(*failure);
    if (error.code != ErrorCode::locked) return error;
  }
  if (!last.done || last.done->rows.empty()) {
    return std::optional<std::string>("another connection that writes to it");
  }
  return hrana::text_of(last.done->rows[0][1]);
}

Result<void> LibsqlSession::lock(const LockRequest& request, Observer& observer,
                                 const StopToken& stop) {
  if (running_) return run_is_going_on();
  unlock();
  if (request.exclusive) return no_whole_copies();
  if (read_only_) {
    const auto facts = this->facts();
    return facts ? read_only_database(description(), *facts) : facts.error();
  }
  const std::chrono::milliseconds limit =
      request.wait ? limits_->patience : std::chrono::milliseconds(0);
  const Deadline deadline =
      request.wait ? limits_.deadline() : deadline_after(limit);
  Backoff backoff(first_wait, longest_wait);
  const Lease lease(request.name);
  std::chrono::microseconds way{};
  for (bool told = false;; told = true) {
    Waiting patient = waiting();
    patient.stop = stop;
    const auto begin = std::chrono::steady_clock::now();
    auto holder = try_to_take(lease, patient);
    way = std::chrono::duration_cast<std::chrono::microseconds>(
        std::chrono::steady_clock::now() - begin);
    if (!holder) {
      // It may have come through all the same.
      static_cast<void>(server_.ask(
          lease.give_back(), {.deadline = deadline_after(time_to_give_back)}));
      return std::move(holder).error();
    }
    if (!*holder) break;
    if (!told) observer.waiting(**holder);
    if (stop.stop_requested()) return cancelled();
    if (has_passed(deadline)) return lock_timeout(limit, **holder);
    backoff.wait(deadline, stop);
    if (stop.stop_requested()) return cancelled();
  }
  locked_.emplace(LockedServer{.server = server_, .lease = lease, .way = way});
  return {};
}

void LibsqlSession::unlock() noexcept {
  if (running_ || !locked_) return;
  try {
    static_cast<void>(
        server_.ask(locked_->lease.give_back(),
                    {.deadline = deadline_after(time_to_give_back)}));
  } catch (...) {
    // It passes by itself.
  }
  locked_.reset();
}

Outcome LibsqlSession::run(std::span<const Task> tasks, TransactionMode mode,
                           Observer& observer, const StopToken& stop) {
  if (auto may = may_run(locked_.has_value(), running_); !may) {
    return {.failure = TaskFailure{.error = std::move(may).error()}};
  }
  const Running running(running_);
  return run_tasks(RunState{.locked = *locked_,
                            .tasks = tasks,
                            .mode = mode,
                            .observer = observer,
                            .stop = stop,
                            .statement_timeout = limits_->statement_timeout});
}

Result<std::vector<std::string>> LibsqlSession::dump(
    std::span<const TableName> without, const StopToken& /*stop*/) {
  return sqlite::dump(*this, without);
}

Result<std::vector<TableSize>> LibsqlSession::sizes(
    std::span<const TableName> tables) {
  return sqlite::table_sizes(*this, tables);
}

// What was sent before and not answered must not be carried out any more.
Result<void> LibsqlSession::reconnect() {
  if (running_) return run_is_going_on();
  limits_.renew();
  if (limits_->observer != nullptr) {
    limits_->observer->reconnecting("the server did not answer");
  }
  server_.forget(limits_->patience);
  const hrana::Statement statement = locked_
                                         ? locked_->lease.give_back()
                                         : hrana::Statement{.sql = "SELECT 1"};
  const auto done = ask(statement);
  locked_.reset();
  if (!done && !is_missing_table(done.error())) return done.error();
  return {};
}

}  // namespace godwit::driver::libsql
