// SPDX-License-Identifier: BSL-1.0
#include "driver/sqlite/step_database.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <utility>

#include "base/errors.h"
#include "driver/errors.h"
#include "driver/sqlite/interruption.h"
#include "driver/sqlite/statement.h"
#include "driver/sqlite_dialect/script_errors.h"
#include "sql/statements.h"

namespace godwit::driver::sqlite {
namespace {

Result<Statement> prepare_one(sqlite3* db, const std::string& sql,
                              Patience& patience,
                              std::span<const Value> parameters) {
  const char* tail = nullptr;
  auto statement = Statement::prepare(db, sql.c_str(), patience, &tail);
  if (!statement) return statement;
  if (statement->empty()) return no_statement();
  if (!sql::split(tail, Dialect::sqlite).ranges.empty()) {
    return several_statements();
  }
  if (auto bound = statement->bind(parameters); !bound) {
    return std::move(bound).error();
  }
  return statement;
}

class SqliteCursor final : public detail::Cursor {
 public:
  SqliteCursor(Statement statement, Patience patience, Place place)
      : statement_(std::move(statement)),
        patience_(std::move(patience)),
        place_(std::move(place)) {}

  Result<bool> next() override {
    if (done_) return false;
    auto row = within_limit(sqlite3_db_handle(handle()), patience_,
                            [&] { return statement_.step(patience_); });
    if (!row) return place_.of(std::move(row).error());
    done_ = !*row;
    // Left open it would keep the transaction from being undone.
    if (done_) sqlite3_reset(handle());
    return row;
  }

  std::size_t columns() const noexcept override {
    return static_cast<std::size_t>(sqlite3_column_count(handle()));
  }

  bool is_null(std::size_t column) const override {
    return type(column) == SQLITE_NULL;
  }

  Result<std::int64_t> integer(std::size_t column) const override {
    if (type(column) != SQLITE_INTEGER) return no_number(column);
    return sqlite3_column_int64(handle(), at(column));
  }

  Result<double> real(std::size_t column) const override {
    const int found = type(column);
    if (found != SQLITE_FLOAT && found != SQLITE_INTEGER) {
      return no_number(column);
    }
    return sqlite3_column_double(handle(), at(column));
  }

  std::string_view text(std::size_t column) const override {
    const auto* text = reinterpret_cast<const char*>(
        sqlite3_column_text(handle(), at(column)));
    if (text == nullptr) return {};
    return {text, size(column)};
  }

  Result<std::span<const std::byte>> bytes(std::size_t column) const override {
    const auto* bytes = static_cast<const std::byte*>(
        sqlite3_column_blob(handle(), at(column)));
    return std::span(bytes, size(column));
  }

 private:
  static int at(std::size_t column) { return static_cast<int>(column); }
  sqlite3_stmt* handle() const { return statement_.handle(); }
  int type(std::size_t column) const {
    return sqlite3_column_type(handle(), at(column));
  }
  std::size_t size(std::size_t column) const {
    return static_cast<std::size_t>(sqlite3_column_bytes(handle(), at(column)));
  }

  Statement statement_;
  Patience patience_;
  Place place_;
  bool done_ = false;
};

std::vector<sqlite3_stmt*> open_statements(sqlite3* db) {
  std::vector<sqlite3_stmt*> open;
  sqlite3_stmt* statement = nullptr;
  while ((statement = sqlite3_next_stmt(db, statement)) != nullptr) {
    if (sqlite3_stmt_busy(statement) != 0) open.push_back(statement);
  }
  return open;
}

std::string text_of(sqlite3_stmt* statement) {
  const char* sql = sqlite3_sql(statement);
  return sql == nullptr ? "a statement" : fmt::format("\"{}\"", sql);
}

}  // namespace

SqliteStepDatabase::SqliteStepDatabase(RunState& state, std::size_t task,
                                       const StopToken& stop)
    : StepDatabase(Dialect::sqlite, task, state.tasks[task], state.observer,
                   stop),
      state_(state),
      interruption_(state.db(), state.connection.owned, stop, state.ticker),
      open_before_(open_statements(state.db())) {}

::sqlite3* SqliteStepDatabase::sqlite() {
  // What fails here fails at the next statement as well.
  static_cast<void>(be_in_transaction());
  return state_.db();
}

Result<void> SqliteStepDatabase::begin() {
  return state_.execute_patiently("BEGIN IMMEDIATE");
}

Result<void> SqliteStepDatabase::keep(const std::vector<Query>& record) {
  if (auto written = state_.write_record(record, state_.elapsed()); !written)
    return written;
  return state_.execute_patiently("COMMIT");
}

Result<std::int64_t> SqliteStepDatabase::run_statement(
    const std::string& sql, std::span<const Value> parameters) {
  Patience patience = state_.patience(stop());
  auto statement = prepare_one(state_.db(), sql, patience, parameters);
  if (!statement) return std::move(statement).error();
  const int before = sqlite3_total_changes(state_.db());
  auto done = within_limit(state_.db(), patience,
                           [&] { return statement->finish(patience); });
  if (!done) return std::move(done).error();
  if (!in_transaction(state_.db())) return ended_by_code();
  // Of the last statement that changed any, which need not be this one.
  const bool changed = sqlite3_total_changes(state_.db()) != before;
  return changed ? std::int64_t{sqlite3_changes(state_.db())} : 0;
}

Result<std::unique_ptr<detail::Cursor>> SqliteStepDatabase::open_cursor(
    const Place& place, std::span<const Value> parameters) {
  Patience patience = state_.patience(stop());
  auto statement = prepare_one(state_.db(), place.text(), patience, parameters);
  if (!statement) return std::move(statement).error();
  // The rows may outlive the run.
  patience.meanwhile = {};
  return std::unique_ptr<Cursor>(std::make_unique<SqliteCursor>(
      *std::move(statement), std::move(patience), place));
}

// Open ones would keep the transaction from being undone. An application has
// its own on a connection of its own.
Result<void> SqliteStepDatabase::check_left() {
  std::vector<sqlite3_stmt*> open = open_statements(state_.db());
  std::erase_if(open, [&](sqlite3_stmt* statement) {
    return std::find(open_before_.begin(), open_before_.end(), statement) !=
           open_before_.end();
  });
  for (sqlite3_stmt* statement : open) sqlite3_reset(statement);
  if (!open.empty()) {
    return left_open_by_code(text_of(open.front()),
                             "read it to its end, or reset or finalize it");
  }
  if (is_in_transaction() && !in_transaction(state_.db())) {
    return ended_by_code();
  }
  return {};
}

}  // namespace godwit::driver::sqlite
