// SPDX-License-Identifier: BSL-1.0
#include "driver/postgresql/step_database.h"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <charconv>
#include <map>
#include <optional>
#include <utility>

#include "base/errors.h"
#include "base/number.h"
#include "driver/postgresql/exchange.h"
#include "driver/postgresql/message_failure.h"
#include "driver/postgresql/recording.h"
#include "driver/postgresql/server_error.h"
#include "sql/statements.h"
#include "sql/words.h"

namespace godwit::driver::postgresql {
namespace {

// Rows that are asked for at once.
constexpr int rows_at_once = 200;

Error no_number(std::size_t column, std::string_view text) {
  return make_error(ErrorCode::invalid_argument,
                    fmt::format("\"{}\" in column {} is no number of this type",
                                text, column),
                    "read it as a text, or cast it in the query");
}

/// One statement on the connection of a run.
Result<ResultHandle> answer(RunState& state, const std::string& sql,
                            std::span<const Value> parameters) {
  ResultHandle result =
      converse(state.connection, state.lock.marker() + sql, parameters,
               state.until(/*one_statement=*/true));
  if (is_failure(result.get())) return script_error(state, result.get(), "");
  return result;
}

// The server takes no others for a cursor; what it refuses all the same, such
// as a function that writes, is no matter here.
bool only_reads(std::string_view statement) {
  sql::Lexer lexer(statement, Dialect::postgresql);
  bool first = true;
  for (sql::Token token; lexer.next(token);) {
    if (token.kind != sql::TokenKind::word) continue;
    const auto word = statement.substr(token.begin, token.end - token.begin);
    if (first && !sql::is_any_of(word, {"SELECT", "VALUES", "TABLE", "WITH"})) {
      return false;
    }
    first = false;
    if (sql::is_any_of(word, {"INSERT", "UPDATE", "DELETE", "MERGE", "INTO"})) {
      return false;
    }
  }
  return !first;
}

/// Reads a result, and then the next one of a cursor of the server, if it has
/// one.
class PostgresqlCursor final : public detail::Cursor {
 public:
  PostgresqlCursor(RunState& state, Place place, std::string name,
                   ResultHandle result)
      : state_(state),
        place_(std::move(place)),
        name_(std::move(name)),
        result_(std::move(result)) {}

  ~PostgresqlCursor() override {
    if (name_.empty()) return;
    if (PQtransactionStatus(state_.connection) != PQTRANS_INTRANS) return;
    converse(state_.connection, "CLOSE " + name_, soon(),
             [](const PGresult*) {});
  }
  PostgresqlCursor(const PostgresqlCursor&) = delete;
  PostgresqlCursor& operator=(const PostgresqlCursor&) = delete;

  Result<bool> next() override {
    bytes_.clear();
    if (++row_ < PQntuples(result_.get())) return true;
    if (name_.empty() || is_last_) return false;
    auto more = answer(
        state_, fmt::format("FETCH FORWARD {} FROM {}", rows_at_once, name_),
        {});
    if (!more) return place_.of(std::move(more).error());
    result_ = *std::move(more);
    is_last_ = PQntuples(result_.get()) < rows_at_once;
    row_ = 0;
    return PQntuples(result_.get()) > 0;
  }

  std::size_t columns() const noexcept override {
    return static_cast<std::size_t>(PQnfields(result_.get()));
  }

  bool is_null(std::size_t column) const override {
    return PQgetisnull(result_.get(), row_, at(column)) != 0;
  }

  Result<std::int64_t> integer(std::size_t column) const override {
    const std::string_view shown = text(column);
    if (shown == "t" || shown == "f") return shown == "t" ? 1 : 0;
    const auto number = parse_number<std::int64_t>(shown);
    if (!number) return no_number(column, shown);
    return *number;
  }

  Result<double> real(std::size_t column) const override {
    const std::string_view shown = text(column);
    double number = 0;
    const char* const end = shown.data() + shown.size();
    const auto read = std::from_chars(shown.data(), end, number);
    if (read.ec != std::errc() || read.ptr != end) {
      return no_number(column, shown);
    }
    return number;
  }

  std::string_view text(std::size_t column) const override {
    return {
        PQgetvalue(result_.get(), row_, at(column)),
        static_cast<std::size_t>(PQgetlength(result_.get(), row_, at(column)))};
  }

  Result<std::span<const std::byte>> bytes(std::size_t column) const override {
    std::string& bytes = bytes_[column];
    if (PQftype(result_.get(), at(column)) != bytea) {
      bytes = text(column);
    } else {
      std::size_t size = 0;
      const std::unique_ptr<unsigned char, void (*)(void*)> decoded(
          PQunescapeBytea(reinterpret_cast<const unsigned char*>(
                              PQgetvalue(result_.get(), row_, at(column))),
                          &size),
          PQfreemem);
      bytes.assign(reinterpret_cast<const char*>(decoded.get()), size);
    }
    return std::as_bytes(std::span<const char>(bytes));
  }

 private:
  static int at(std::size_t column) { return static_cast<int>(column); }

  RunState& state_;
  Place place_;
  std::string name_;  // of the server's cursor; empty: all is there
  ResultHandle result_;
  int row_ = -1;
  bool is_last_ = false;
  mutable std::map<std::size_t, std::string> bytes_;  // of this row
};

bool changes_rows(std::string_view tag) {
  return tag.starts_with("INSERT") || tag.starts_with("UPDATE") ||
         tag.starts_with("DELETE") || tag.starts_with("MERGE");
}

// What has to stand before code: the transaction and its settings.
Commands begin_transaction(const RunState& state) {
  Commands commands;
  commands.text = state.lock.marker();
  commands.add(Guard::begin);
  commands.add(state.settings.in_transaction);
  return commands;
}

}  // namespace

PostgresqlStepDatabase::PostgresqlStepDatabase(RunState& state,
                                               std::size_t task)
    : StepDatabase(Dialect::postgresql, task, state.tasks[task], state.observer,
                   state.stop),
      state_(state) {}

::pg_conn* PostgresqlStepDatabase::postgresql() {
  // What fails here fails at the next statement as well.
  static_cast<void>(be_in_transaction());
  return state_.connection;
}

Result<void> PostgresqlStepDatabase::begin() {
  if (!state_.lock.held()) return lock_lost();
  const ResultHandle failure =
      converse(state_.connection, begin_transaction(state_).text,
               state_.until(), [](const PGresult*) {});
  if (failure) return server_error(state_.connection, failure.get());
  return {};
}

Result<void> PostgresqlStepDatabase::keep(const std::vector<Query>& record,
                                          std::chrono::microseconds elapsed) {
  Commands commands;
  commands.add("SET CONSTRAINTS ALL IMMEDIATE");
  return commit_record(state_, std::move(commands), record, elapsed);
}

Result<std::int64_t> PostgresqlStepDatabase::run_statement(
    const std::string& sql, std::span<const Value> parameters) {
  auto result = answer(state_, sql, parameters);
  if (!result) return std::move(result).error();
  if (!changes_rows(PQcmdStatus(result->get()))) return std::int64_t{0};
  return parse_number<std::int64_t>(PQcmdTuples(result->get())).value_or(0);
}

Result<std::unique_ptr<detail::Cursor>> PostgresqlStepDatabase::open_cursor(
    const Place& place, std::span<const Value> parameters) {
  std::string name;
  std::string sql = place.text();
  if (only_reads(sql)) {
    name = fmt::format("godwit_rows_{}", ++cursors_);
    sql = fmt::format("DECLARE {} NO SCROLL CURSOR FOR {}", name, sql);
  }
  auto result = answer(state_, sql, parameters);
  if (!result) return std::move(result).error();
  return std::unique_ptr<Cursor>(std::make_unique<PostgresqlCursor>(
      state_, place, std::move(name), *std::move(result)));
}

Result<void> PostgresqlStepDatabase::check_left() {
  if (PQtransactionStatus(state_.connection) == PQTRANS_ACTIVE) {
    discard_answer(state_.connection);
    return left_open_by_code(
        "the answer of a query",
        "call PQgetResult until it returns a null pointer");
  }
  const bool idle = PQtransactionStatus(state_.connection) == PQTRANS_IDLE;
  if (is_in_transaction() && idle) return ended_by_code();
  return {};
}

bool PostgresqlStepDatabase::is_failed() const {
  const PGTransactionStatusType status = PQtransactionStatus(state_.connection);
  return status == PQTRANS_INERROR || status == PQTRANS_UNKNOWN;
}

}  // namespace godwit::driver::postgresql
