// SPDX-License-Identifier: BSL-1.0
#include "driver/sqlite/statement.h"

#include <fmt/format.h>

#include <charconv>
#include <utility>
#include <variant>

#include "base/errors.h"
#include "base/fail_point.h"
#include "driver/errors.h"
#include "driver/sqlite_dialect/script_errors.h"

namespace godwit::driver::sqlite {
namespace {

// SQLITE_LOCKED without more detail is a conflict inside this connection, and
// BUSY_SNAPSHOT stays until the transaction ends: waiting helps with neither.
bool passes_with_time(int code) {
  return (code & 0xff) == SQLITE_BUSY ? code != SQLITE_BUSY_SNAPSHOT
                                      : code == SQLITE_LOCKED_SHAREDCACHE;
}

ErrorCode code_of(int extended) {
  if (passes_with_time(extended)) return ErrorCode::locked;
  switch (extended & 0xff) {
    case SQLITE_BUSY:
      return ErrorCode::locked;
    case SQLITE_FULL:
      return ErrorCode::no_space;
    case SQLITE_CORRUPT:
      return ErrorCode::damaged;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_NOMEM:
      return ErrorCode::io;
    case SQLITE_NOTADB:
      return ErrorCode::connection_failed;
    case SQLITE_INTERRUPT:
      return ErrorCode::cancelled;
    case SQLITE_READONLY:
      return ErrorCode::read_only;
    default:
      return ErrorCode::statement_failed;
  }
}

std::string hint_for(int extended) {
  switch (extended & 0xff) {
    case SQLITE_LOCKED:
      if (extended != SQLITE_LOCKED_SHAREDCACHE) {
        return "a statement is still open on this connection: reset or "
               "finalize it, then run again";
      }
      [[fallthrough]];
    case SQLITE_BUSY:
      return "another connection uses the database; try again when it is done";
    case SQLITE_FULL:
      return "make room on the disk and run again";
    case SQLITE_CORRUPT:
      return "the file is damaged; restore it from a backup";
    default:
      return {};
  }
}

// Must be asked right after the failure, since each call sets the code anew.
bool is_worth_waiting(sqlite3* db, Patience& patience) {
  return passes_with_time(sqlite3_extended_errcode(db)) && patience.wait();
}

Error failure(sqlite3* db, const Patience& patience) {
  Error error = last_error(db);
  return error.code == ErrorCode::locked && patience.stopped() ? cancelled()
                                                               : error;
}

// Until the next step.
std::optional<std::string_view> column_text(sqlite3_stmt* statement,
                                            int column) {
  const auto* text =
      reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
  if (text != nullptr) {
    const int size = sqlite3_column_bytes(statement, column);
    return std::string_view(text, static_cast<std::size_t>(size));
  }
  // An empty blob is no NULL, but its text is a null pointer.
  if (sqlite3_column_type(statement, column) == SQLITE_NULL) return {};
  return std::string_view();
}

// 0: there is none.
int parameter_index(sqlite3_stmt* statement, const std::string& name) {
  return sqlite3_bind_parameter_index(statement, name.c_str());
}

// SQLite numbers `$2` by its first appearance, and not as the second.
int parameter_index(sqlite3_stmt* statement, std::size_t number) {
  return parameter_index(statement, "$" + std::to_string(number));
}

std::string_view parameter_name(sqlite3_stmt* statement, int index) {
  const char* name = sqlite3_bind_parameter_name(statement, index);
  return name == nullptr ? std::string_view() : name;
}

// `$2` is the second. SQLite numbers it by its first appearance, and looking
// one up by its name goes through all of them.
const std::optional<std::string>* value_of(std::string_view parameter,
                                           const Query& query) {
  if (parameter.empty()) return nullptr;
  std::size_t number = 0;
  std::from_chars(parameter.data() + 1, parameter.data() + parameter.size(),
                  number);
  const bool there = number > 0 && number <= query.parameters.size();
  return there ? &query.parameters[number - 1] : nullptr;
}

/// Binds a value of whatever type.
struct Binder {
  int operator()(std::monostate) const {
    return sqlite3_bind_null(statement, index);
  }
  int operator()(bool value) const {
    return sqlite3_bind_int(statement, index, value ? 1 : 0);
  }
  int operator()(std::int64_t value) const {
    return sqlite3_bind_int64(statement, index, value);
  }
  int operator()(double value) const {
    return sqlite3_bind_double(statement, index, value);
  }
  // A null pointer would bind NULL.
  int operator()(std::string_view value) const {
    return sqlite3_bind_text64(statement, index,
                               value.empty() ? "" : value.data(), value.size(),
                               SQLITE_TRANSIENT, SQLITE_UTF8);
  }
  int operator()(std::span<const std::byte> value) const {
    if (value.empty()) return sqlite3_bind_zeroblob(statement, index, 0);
    return sqlite3_bind_blob64(statement, index, value.data(), value.size(),
                               SQLITE_TRANSIENT);
  }

  sqlite3_stmt* statement;
  int index;
};

}  // namespace

Error last_error(sqlite3* db) {
  const int extended = sqlite3_extended_errcode(db);
  const ErrorCode code = code_of(extended);
  if (code == ErrorCode::cancelled) return cancelled();
  return make_error(code, sqlite3_errmsg(db), hint_for(extended));
}

Result<Statement> Statement::prepare(sqlite3* db, const char* sql,
                                     Patience& patience, const char** tail) {
  sqlite3_stmt* handle = nullptr;
  while (sqlite3_prepare_v2(db, sql, -1, &handle, tail) != SQLITE_OK) {
    if (!is_worth_waiting(db, patience)) return failure(db, patience);
  }
  Statement statement;
  statement.handle_.reset(handle);
  return statement;
}

bool Statement::writes() const noexcept {
  return sqlite3_stmt_readonly(handle_.get()) == 0 &&
         sqlite3_stmt_isexplain(handle_.get()) == 0;
}

bool Statement::has_parameters() const noexcept {
  return sqlite3_bind_parameter_count(handle_.get()) > 0;
}

Result<void> Statement::bind(const Query& query,
                             std::chrono::microseconds elapsed) {
  const int parameters = sqlite3_bind_parameter_count(handle_.get());
  for (int index = 1; index <= parameters; ++index) {
    const std::string_view name = parameter_name(handle_.get(), index);
    if (name == "$elapsed") {
      sqlite3_bind_int64(handle_.get(), index, elapsed.count());
      continue;
    }
    const std::optional<std::string>* value = value_of(name, query);
    if (value == nullptr || !*value) continue;
    // No copy: whoever binds a query has it until the statement is done.
    const int bound =
        sqlite3_bind_text64(handle_.get(), index, (*value)->data(),
                            (*value)->size(), SQLITE_STATIC, SQLITE_UTF8);
    if (bound != SQLITE_OK) return last_error(sqlite3_db_handle(handle_.get()));
  }
  return {};
}

Result<void> Statement::bind(std::span<const Value> values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    const int index = parameter_index(handle_.get(), i + 1);
    if (index == 0) return no_such_parameter(i + 1);
    const int bound =
        std::visit(Binder{handle_.get(), index}, values[i].content());
    if (bound != SQLITE_OK) return last_error(sqlite3_db_handle(handle_.get()));
  }
  return {};
}

Result<bool> Statement::step(Patience& patience) {
  if (empty()) return false;
  const bool begun = sqlite3_stmt_busy(handle_.get()) != 0;
  sqlite3* db = sqlite3_db_handle(handle_.get());
  while (true) {
    fail_point();
    const int code = sqlite3_step(handle_.get());
    fail_point();
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    if (begun || !is_worth_waiting(db, patience)) return failure(db, patience);
    sqlite3_reset(handle_.get());
  }
}

Result<void> Statement::finish(Patience& patience) {
  while (true) {
    const Result<bool> stepped = step(patience);
    if (!stepped) return stepped.error();
    if (!*stepped) return {};
  }
}

Result<Rows> Statement::fetch(Patience& patience) {
  Rows rows;
  while (true) {
    const Result<bool> stepped = step(patience);
    if (!stepped) return stepped.error();
    if (!*stepped) return rows;
    rows.push_back(row());
  }
}

Result<void> Statement::read(const TakeRow& take, Patience& patience) {
  std::vector<std::optional<std::string_view>> row;
  while (true) {
    const Result<bool> stepped = step(patience);
    if (!stepped) return stepped.error();
    if (!*stepped) return {};
    row.resize(static_cast<std::size_t>(sqlite3_column_count(handle_.get())));
    for (std::size_t column = 0; column < row.size(); ++column) {
      row[column] = column_text(handle_.get(), static_cast<int>(column));
    }
    take(row);
  }
}

void Statement::reset() {
  sqlite3_reset(handle_.get());
  sqlite3_clear_bindings(handle_.get());
}

Row Statement::row() const {
  Row row;
  const int columns = sqlite3_column_count(handle_.get());
  row.reserve(static_cast<std::size_t>(columns));
  for (int column = 0; column < columns; ++column) {
    row.emplace_back(column_text(handle_.get(), column));
  }
  return row;
}

Result<void> execute(sqlite3* db, const Query& query, Patience& patience) {
  Result<Statement> statement =
      Statement::prepare(db, query.sql.c_str(), patience);
  if (!statement) return std::move(statement).error();
  if (auto bound = statement->bind(query); !bound) return bound;
  return statement->finish(patience);
}

Result<void> execute(sqlite3* db, const char* sql, Patience& patience) {
  Result<Statement> statement = Statement::prepare(db, sql, patience);
  if (!statement) return std::move(statement).error();
  return statement->finish(patience);
}

Result<void> execute(sqlite3* db, const char* sql) {
  Patience none{std::chrono::milliseconds(0)};
  return execute(db, sql, none);
}

Result<Statement*> PreparedStatements::prepared(sqlite3* db,
                                                const std::string& sql,
                                                Patience& patience) {
  for (Kept& one : kept_) {
    if (one.sql == sql) return &one.statement;
  }
  auto statement = Statement::prepare(db, sql.c_str(), patience);
  if (!statement) return std::move(statement).error();
  constexpr std::size_t most = 8;
  if (kept_.size() == most) kept_.clear();
  return &kept_.emplace_back(Kept{sql, *std::move(statement)}).statement;
}

Result<void> PreparedStatements::execute(sqlite3* db, const Query& query,
                                         Patience& patience,
                                         std::chrono::microseconds elapsed) {
  auto statement = prepared(db, query.sql, patience);
  if (!statement) return std::move(statement).error();
  auto done = (*statement)->bind(query, elapsed);
  if (done) done = (*statement)->finish(patience);
  (*statement)->reset();
  return done;
}

Result<Rows> fetch(sqlite3* db, const Query& query, Patience& patience) {
  Result<Statement> statement =
      Statement::prepare(db, query.sql.c_str(), patience);
  if (!statement) return std::move(statement).error();
  if (auto bound = statement->bind(query); !bound) return bound.error();
  return statement->fetch(patience);
}

bool in_transaction(sqlite3* db) { return sqlite3_get_autocommit(db) == 0; }

void roll_back(sqlite3* db) {
  if (in_transaction(db)) static_cast<void>(execute(db, "ROLLBACK"));
}

}  // namespace godwit::driver::sqlite
