// SPDX-License-Identifier: BSL-1.0
#include "driver/postgresql/exchange.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <utility>
#include <variant>
#include <vector>

#include "base/background_thread.h"
#include "base/backoff.h"
#include "base/errors.h"
#include "base/fail_point.h"
#include "base/platform.h"
#include "driver/errors.h"
#include "driver/postgresql/canceller.h"
#include "driver/postgresql/guard.h"
#include "driver/postgresql/server_error.h"

namespace godwit::driver::postgresql {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

Error unanswered() {
  return make_error(ErrorCode::timed_out,
                    "the server did not answer within the time");
}

Error not_text(const PGconn* connection) {
  return make_error(ErrorCode::statement_failed,
                    one_line(PQerrorMessage(connection)),
                    "texts must be UTF-8");
}

// From an opening quote to behind the closing one; doubled quotes are two
// quoted pieces side by side.
std::size_t quoted_end(const std::string& sql, std::size_t begin) {
  const std::size_t end = sql.find(sql[begin], begin + 1);
  return end == sql.npos ? sql.size() : end + 1;
}

bool append_literal(std::string& text, PGconn* connection,
                    const std::optional<std::string>& value) {
  if (!value) {
    text += "NULL";
    return true;
  }
  const TextHandle literal(
      PQescapeLiteral(connection, value->data(), value->size()));
  if (literal) text += literal.get();
  return literal != nullptr;
}

void hand_over_rows(const PGresult* result, const TakeRow& take) {
  std::vector<std::optional<std::string_view>> row(
      static_cast<std::size_t>(PQnfields(result)));
  for (int number = 0; number < PQntuples(result); ++number) {
    for (int column = 0; column < PQnfields(result); ++column) {
      auto& value = row[static_cast<std::size_t>(column)];
      value.reset();
      if (!PQgetisnull(result, number, column)) {
        value.emplace(PQgetvalue(result, number, column),
                      PQgetlength(result, number, column));
      }
    }
    take(row);
  }
}

// libpq has no result for what it could not even send.
ResultHandle not_sent(PGconn* connection) {
  return ResultHandle(PQmakeEmptyPGresult(connection, PGRES_FATAL_ERROR));
}

Result<ResultHandle> checked(PGconn* connection, ResultHandle result) {
  if (!result) result = not_sent(connection);
  if (is_failure(result.get())) return server_error(connection, result.get());
  return result;
}

Result<Rows> rows_of(const Result<ResultHandle>& result) {
  if (!result) return result.error();
  Rows rows;
  hand_over_rows(result->get(), [&](PassingRow row) {
    rows.emplace_back(row.begin(), row.end());
  });
  return rows;
}

// How long a server may take to answer that it was asked to cancel.
constexpr std::chrono::seconds patience_after_cancel{5};

// Time enough for an answer that needs no lock.
constexpr std::chrono::seconds answer_patience{10};

/// The wait for one message to be sent and answered.
class AnswerWait {
 public:
  AnswerWait(PGconn* connection, const Until& until)
      : connection_(connection), until_(until), canceller_(connection) {}

  /// A moment, until there is something to read.
  void for_input() {
    moment();
    wait_for_input(PQsocket(connection_), interval());
  }

  /// The same, or until more can be sent.
  void for_room() {
    moment();
    wait_for_input_or_room(PQsocket(connection_), interval());
  }

  void between() const {
    if (until_.between) until_.between();
  }

  bool is_over() const {
    return until_.stop.stop_requested() || has_passed(until_.deadline);
  }

 private:
  void moment() {
    if (is_over()) press();
    const auto waited =
        std::chrono::duration_cast<milliseconds>(steady_clock::now() - begin_);
    if (until_.meanwhile) until_.meanwhile(waited);
  }

  // A connection that was shut down answers at once that it is lost.
  void press() {
    if (give_up_ == no_deadline) {
      give_up_ = deadline_after(patience_after_cancel);
    }
    if (has_passed(give_up_)) return shut_down(PQsocket(connection_));
    canceller_.ask();
  }

  milliseconds interval() const {
    const auto left =
        std::chrono::ceil<milliseconds>(until_.deadline - steady_clock::now());
    return left.count() > 0 ? std::min(left, hearing_interval)
                            : hearing_interval;
  }

  PGconn* connection_;
  const Until& until_;
  Canceller canceller_;
  steady_clock::time_point begin_ = steady_clock::now();
  Deadline give_up_ = no_deadline;
};

/// While a call of libpq waits by itself and hears nobody: shuts the connection
/// down once the wait has been over for long, which ends the call.
class Watchdog {
 public:
  Watchdog(const PGconn* connection, const AnswerWait& wait)
      : thread_(
            [socket = PQsocket(connection), &wait](const StopToken& returned) {
              const auto passes = [&](milliseconds time) {
                return sleep_until(deadline_after(time), returned);
              };
              while (!wait.is_over()) {
                if (!passes(hearing_interval)) return;
              }
              if (passes(patience_after_cancel)) shut_down(socket);
            }) {}

 private:
  BackgroundThread thread_;
};

// Of a larger one libpq would copy what is left again and again if it did not
// wait until all of it is sent.
constexpr std::size_t largest_message_in_parts = 4'000'000;

bool send_whole(PGconn* connection, const char* message,
                const AnswerWait& wait) {
  const Watchdog watchdog(connection, wait);
  return PQsendQuery(connection, message) != 0;
}

// `queue` puts the message into the buffer of libpq.
template <typename Queue>
bool send_in_parts(PGconn* connection, AnswerWait& wait, Queue queue) {
  PQsetnonblocking(connection, 1);
  const bool sent = queue() != 0;
  while (sent && PQflush(connection) == 1) {
    wait.for_room();
    if (PQconsumeInput(connection) == 0) break;
  }
  PQsetnonblocking(connection, 0);
  return sent;
}

// A NUL follows the message.
bool send(PGconn* connection, std::string_view message, AnswerWait& wait) {
  const bool in_parts = PQisnonblocking(connection) == 0 &&
                        message.size() <= largest_message_in_parts;
  if (!in_parts) return send_whole(connection, message.data(), wait);
  return send_in_parts(connection, wait,
                       [&] { return PQsendQuery(connection, message.data()); });
}

/// Values as libpq takes them: texts, which the server reads as the type that
/// it finds for each, and bytes.
class Parameters {
 public:
  explicit Parameters(std::span<const Value> values) {
    texts_.reserve(values.size());  // which are pointed to
    for (const Value& value : values) {
      std::visit([this](const auto& content) { add(content); },
                 value.content());
    }
  }

  int send(PGconn* connection, const char* statement) const {
    return PQsendQueryParams(connection, statement,
                             static_cast<int>(pointers_.size()), types_.data(),
                             pointers_.data(), sizes_.data(), formats_.data(),
                             /*resultFormat=*/0);
  }

 private:
  static constexpr Oid any_type = 0;

  void add(std::monostate) { add(nullptr, 0, any_type); }
  void add(bool value) { add_text(value ? "true" : "false"); }
  void add(std::int64_t value) { add_text(std::to_string(value)); }
  void add(double value) { add_text(fmt::format("{}", value)); }
  void add(std::string_view value) { add_text(std::string(value)); }
  void add(std::span<const std::byte> value) {
    // A null pointer would be NULL.
    const auto* bytes = reinterpret_cast<const char*>(value.data());
    add(value.empty() ? "" : bytes, value.size(), bytea);
  }

  void add_text(std::string text) {
    texts_.push_back(std::move(text));
    add(texts_.back().c_str(), texts_.back().size(), any_type);
  }

  void add(const char* data, std::size_t size, Oid type) {
    pointers_.push_back(data);
    sizes_.push_back(static_cast<int>(size));
    types_.push_back(type);
    formats_.push_back(type == bytea ? 1 : 0);
  }

  std::vector<std::string> texts_;
  std::vector<const char*> pointers_;
  std::vector<int> sizes_;
  std::vector<Oid> types_;
  std::vector<int> formats_;
};

ResultHandle next_result(PGconn* connection) {
  return ResultHandle(PQgetResult(connection));
}

ResultHandle next_result(PGconn* connection, AnswerWait& wait) {
  while (PQisBusy(connection) != 0) {
    wait.between();
    wait.for_input();
    if (PQconsumeInput(connection) == 0) break;
  }
  ResultHandle result = next_result(connection);
  wait.between();
  return result;
}

// Or the first failure: a server that ends the session says why, and behind it
// libpq only that it is gone.
ResultHandle last_result(PGconn* connection, AnswerWait& wait) {
  ResultHandle last;
  while (ResultHandle result = next_result(connection, wait)) {
    if (!last || !is_failure(last.get())) last = std::move(result);
  }
  return last;
}

bool is_ready(PGconn* connection) {
  return PQconsumeInput(connection) == 0 || PQisBusy(connection) == 0;
}

bool is_ready_by(PGconn* connection, steady_clock::time_point deadline,
                 const StopToken& stop) {
  while (!is_ready(connection)) {
    if (stop.stop_requested() || steady_clock::now() >= deadline) return false;
    wait_for_input(PQsocket(connection), milliseconds(5));
  }
  return true;
}

// A message of several statements is one transaction.
std::string pinned(const std::string& sql) {
  return fmt::format("{};{}", Guard::pin, sql);
}

void refuse_copy_in(PGconn* connection) {
  PQputCopyEnd(connection, "a migration has no data for COPY FROM STDIN");
}

void discard_copy_out(PGconn* connection, AnswerWait& wait) {
  char* data = nullptr;
  while (true) {
    const int size = PQgetCopyData(connection, &data, 1);
    if (size < 0) return;
    if (size > 0) {
      PQfreemem(data);
      continue;
    }
    wait.for_input();
    if (PQconsumeInput(connection) == 0) return;
  }
}

// False: it is a result of another kind.
bool ends_copy(PGconn* connection, const PGresult* result, AnswerWait& wait) {
  const ExecStatusType status = PQresultStatus(result);
  if (status == PGRES_COPY_IN) refuse_copy_in(connection);
  if (status == PGRES_COPY_OUT) discard_copy_out(connection, wait);
  return status == PGRES_COPY_IN || status == PGRES_COPY_OUT;
}

void handle(PGconn* connection, ResultHandle result, ResultHandle& failure,
            AnswerWait& wait, const OnCompleted& on_completed) {
  if (ends_copy(connection, result.get(), wait)) return;
  if (is_failure(result.get())) {
    if (!failure) failure = std::move(result);
  } else if (PQresultStatus(result.get()) != PGRES_SINGLE_TUPLE) {
    on_completed(result.get());
  }
}

// A NUL follows the message.
ResultHandle converse_once(PGconn* connection, std::string_view message,
                           const Until& until,
                           const OnCompleted& on_completed) {
  AnswerWait wait(connection, until);
  fail_point();
  if (!send(connection, message, wait)) return not_sent(connection);
  fail_point();
  PQsetSingleRowMode(connection);
  ResultHandle failure;
  while (ResultHandle result = next_result(connection, wait)) {
    handle(connection, std::move(result), failure, wait, on_completed);
  }
  fail_point();
  return failure;
}

constexpr std::string_view elapsed_name = "$elapsed";

// The only clock that a message shared by many tasks leaves running is
// clock_timestamp(), so the task began when the message came or when the task
// before it was done.
std::string time_of_task(std::string_view done_before,
                         std::chrono::microseconds elapsed) {
  std::string begin = "statement_timestamp()";
  if (!done_before.empty()) {
    begin = fmt::format("greatest({}, ({}))", begin, done_before);
  }
  std::string time = fmt::format(
      "(date_part('epoch', clock_timestamp() - {}) * 1000000)::bigint", begin);
  if (elapsed.count() > 0) time += fmt::format(" + {}", elapsed.count());
  return time;
}

Result<ResultHandle> answer(PGconn* connection, const std::string& sql,
                            const Until& until) {
  AnswerWait wait(connection, until);
  fail_point();
  if (!send(connection, sql, wait)) return checked(connection, nullptr);
  auto result = checked(connection, last_result(connection, wait));
  fail_point();
  if (result || result.error().sqlstate != "57014" || !wait.is_over()) {
    return result;
  }
  return until.stop.stop_requested() ? cancelled() : unanswered();
}

}  // namespace

Result<std::string> inline_parameters(PGconn* connection, const Query& query,
                                      std::chrono::microseconds elapsed) {
  const std::string& sql = query.sql;
  std::string text;
  for (std::size_t at = 0; at < sql.size();) {
    std::size_t end = at + 1;
    std::size_t number = 0;
    if (sql[at] == '\'' || sql[at] == '"') {
      end = quoted_end(sql, at);
    } else if (sql.compare(at, elapsed_name.size(), elapsed_name) == 0) {
      auto before = inline_parameters(
          connection,
          {.sql = query.done_before, .parameters = query.parameters});
      if (!before) return before;
      text += time_of_task(*before, elapsed);
      at += elapsed_name.size();
      continue;
    } else if (sql[at] == '$') {
      const char* const last = sql.data() + sql.size();
      end = static_cast<std::size_t>(
          std::from_chars(sql.data() + end, last, number).ptr - sql.data());
    }
    if (number == 0) {
      text.append(sql, at, end - at);
    } else if (!append_literal(text, connection,
                               query.parameters[number - 1])) {
      return not_text(connection);
    }
    at = end;
  }
  return text;
}

std::string with_parameters(const Query& query) {
  std::string text = query.sql;
  if (const auto at = text.find(elapsed_name); at != text.npos) {
    text.replace(at, elapsed_name.size(), time_of_task(query.done_before, {}));
  }
  return text;
}

Result<std::string> literals(
    PGconn* connection, std::span<const std::optional<std::string>> values) {
  std::string text;
  for (const auto& value : values) {
    if (!text.empty()) text += ", ";
    if (!append_literal(text, connection, value)) return not_text(connection);
  }
  return text;
}

bool is_failure(const PGresult* result) {
  const ExecStatusType status = PQresultStatus(result);
  return status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE;
}

Until soon() { return {.deadline = deadline_after(answer_patience)}; }

Result<Rows> ask(PGconn* connection, const std::string& sql,
                 const Until& until) {
  return ask_unpinned(connection, pinned(sql), until);
}

Result<Rows> ask_unpinned(PGconn* connection, const std::string& sql,
                          const Until& until) {
  return rows_of(answer(connection, sql, until));
}

Result<void> read(PGconn* connection, const std::string& sql,
                  const TakeRow& take, const Until& until) {
  return read_unpinned(connection, pinned(sql), take, until);
}

Result<void> read_unpinned(PGconn* connection, const std::string& sql,
                           const TakeRow& take, const Until& until) {
  const auto result = answer(connection, sql, until);
  if (!result) return result.error();
  hand_over_rows(result->get(), take);
  return {};
}

std::optional<Result<Rows>> ask_until(PGconn* connection,
                                      const std::string& sql,
                                      steady_clock::time_point deadline,
                                      const StopToken& stop) {
  const Until until = soon();
  AnswerWait wait(connection, until);
  const std::string message = pinned(sql);
  const bool sent = send(connection, message, wait);
  if (sent && !is_ready_by(connection, deadline, stop)) return std::nullopt;
  return rows_of(checked(connection, last_result(connection, wait)));
}

void discard_answer(PGconn* connection) {
  const Until until = soon();
  AnswerWait wait(connection, until);
  last_result(connection, wait);
}

ResultHandle converse(PGconn* connection, const std::string& message,
                      const Until& until, const OnCompleted& on_completed) {
  return converse_once(connection, message, until, on_completed);
}

ResultHandle converse(PGconn* connection, const std::string& statement,
                      std::span<const Value> values, const Until& until) {
  AnswerWait wait(connection, until);
  const Parameters parameters(values);
  fail_point();
  const bool sent = send_in_parts(connection, wait, [&] {
    return parameters.send(connection, statement.c_str());
  });
  if (!sent) return not_sent(connection);
  fail_point();
  ResultHandle last;
  while (ResultHandle result = next_result(connection, wait)) {
    if (ends_copy(connection, result.get(), wait)) continue;
    if (!last || !is_failure(last.get())) last = std::move(result);
  }
  fail_point();
  return last ? std::move(last) : not_sent(connection);
}

ResultHandle converse(PGconn* connection, const ScriptMessage& message,
                      const Until& until, MessageProgress& progress) {
  const std::vector<Piece> pieces = message.pieces();
  for (const Piece& piece : pieces) {
    const bool last = &piece == &pieces.back();
    // What follows a COMMIT of the script must not be kept by itself.
    if (progress.began() && !last &&
        PQtransactionStatus(connection) == PQTRANS_IDLE) {
      progress.leaves_script();
      continue;
    }
    const std::string_view text = progress.sends(piece);
    ResultHandle failure = converse_once(
        connection, text, until,
        [&](const PGresult* result) { progress.completed(result); });
    if (failure) return failure;
  }
  return nullptr;
}

}  // namespace godwit::driver::postgresql
