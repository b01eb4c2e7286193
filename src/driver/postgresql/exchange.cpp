// SPDX-License-Identifier: BSL-1.0
#include "driver/postgresql/exchange.h"

#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <utility>

#include "base/errors.h"
#include "base/fail_point.h"
#include "base/platform.h"
#include "driver/postgresql/guard.h"
#include "driver/postgresql/server_error.h"

namespace godwit::driver::postgresql {
namespace {

using std::chrono::steady_clock;

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

Row row_of(const PGresult* result, int number) {
  Row row;
  for (int column = 0; column < PQnfields(result); ++column) {
    if (PQgetisnull(result, number, column)) {
      row.emplace_back();
    } else {
      row.emplace_back(PQgetvalue(result, number, column));
    }
  }
  return row;
}

bool is_failure(const PGresult* result) {
  const ExecStatusType status = PQresultStatus(result);
  return status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE;
}

// libpq has no result for what it could not even send.
ResultHandle not_sent(PGconn* connection) {
  return ResultHandle(PQmakeEmptyPGresult(connection, PGRES_FATAL_ERROR));
}

Result<Rows> rows_of(PGconn* connection, ResultHandle result) {
  if (!result) result = not_sent(connection);
  if (is_failure(result.get())) return server_error(connection, result.get());
  Rows rows;
  for (int number = 0; number < PQntuples(result.get()); ++number) {
    rows.push_back(row_of(result.get(), number));
  }
  return rows;
}

ResultHandle next_result(PGconn* connection) {
  return ResultHandle(PQgetResult(connection));
}

ResultHandle last_result(PGconn* connection) {
  ResultHandle last;
  while (ResultHandle result = next_result(connection)) {
    last = std::move(result);
  }
  return last;
}

bool is_ready(PGconn* connection) {
  return PQconsumeInput(connection) == 0 || PQisBusy(connection) == 0;
}

bool is_ready_by(PGconn* connection, steady_clock::time_point deadline,
                 const std::stop_token& stop) {
  while (!is_ready(connection)) {
    if (stop.stop_requested() || steady_clock::now() >= deadline) return false;
    wait_for_input(PQsocket(connection), std::chrono::milliseconds(5));
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

void discard_copy_out(PGconn* connection) {
  char* data = nullptr;
  while (PQgetCopyData(connection, &data, 0) > 0) PQfreemem(data);
}

// How soon a request to stop is heard, and how often it is passed on.
constexpr std::chrono::milliseconds hearing_interval{50};

void request_cancel(PGconn* connection) {
  const CancelHandle handle(PQgetCancel(connection));
  char reason[256];
  PQcancel(handle.get(), reason, sizeof reason);
}

/// The next result of the server, which is asked to cancel once a stop is
/// requested. Asked again and again, since it forgets a request that comes
/// before the statement does.
ResultHandle next_result_until(PGconn* connection,
                               const std::stop_token& stop) {
  while (PQisBusy(connection) != 0) {
    if (stop.stop_requested()) request_cancel(connection);
    wait_for_input(PQsocket(connection), hearing_interval);
    if (PQconsumeInput(connection) == 0) break;
  }
  return next_result(connection);
}

void handle(PGconn* connection, ResultHandle result, ResultHandle& failure,
            const OnCompleted& on_completed) {
  switch (PQresultStatus(result.get())) {
    case PGRES_COPY_IN:
      return refuse_copy_in(connection);
    case PGRES_COPY_OUT:
      return discard_copy_out(connection);
    case PGRES_SINGLE_TUPLE:
      return;
    case PGRES_FATAL_ERROR:
    case PGRES_BAD_RESPONSE:
      if (!failure) failure = std::move(result);
      return;
    default:
      on_completed(result.get());
  }
}

}  // namespace

Result<std::string> inline_parameters(PGconn* connection, const Query& query) {
  const std::string& sql = query.sql;
  std::string text;
  for (std::size_t at = 0; at < sql.size();) {
    std::size_t end = at + 1;
    std::size_t number = 0;
    if (sql[at] == '\'' || sql[at] == '"') {
      end = quoted_end(sql, at);
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

Result<Rows> ask(PGconn* connection, const std::string& sql) {
  return ask_unpinned(connection, pinned(sql));
}

Result<Rows> ask_unpinned(PGconn* connection, const std::string& sql) {
  fail_point();
  ResultHandle result(PQexec(connection, sql.c_str()));
  fail_point();
  return rows_of(connection, std::move(result));
}

std::optional<Result<Rows>> ask_until(PGconn* connection,
                                      const std::string& sql,
                                      steady_clock::time_point deadline,
                                      const std::stop_token& stop) {
  const bool sent = PQsendQuery(connection, pinned(sql).c_str()) != 0;
  if (sent && !is_ready_by(connection, deadline, stop)) return std::nullopt;
  return rows_of(connection, last_result(connection));
}

void discard_answer(PGconn* connection) { last_result(connection); }

ResultHandle converse(PGconn* connection, const std::string& message,
                      const std::stop_token& stop,
                      const OnCompleted& on_completed) {
  fail_point();
  if (!PQsendQuery(connection, message.c_str())) {
    return not_sent(connection);
  }
  fail_point();
  PQsetSingleRowMode(connection);
  ResultHandle failure;
  while (ResultHandle result = next_result_until(connection, stop)) {
    handle(connection, std::move(result), failure, on_completed);
  }
  fail_point();
  return failure;
}

}  // namespace godwit::driver::postgresql
