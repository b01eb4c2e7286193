// SPDX-License-Identifier: BSL-1.0
#include "driver/sqlite/session.h"

#include <algorithm>
#include <utility>

#include "base/errors.h"
#include "driver/errors.h"
#include "driver/running.h"
#include "driver/sqlite/backup.h"
#include "driver/sqlite/examination.h"
#include "driver/sqlite/lock.h"
#include "driver/sqlite/written_script.h"
#include "driver/sqlite_dialect/dump.h"
#include "driver/sqlite_dialect/table_sizes.h"

namespace godwit::driver::sqlite {
namespace {

std::string why_read_only(const OpenDatabase& database) {
  if (!database.read_only_reason.empty()) return database.read_only_reason;
  return sqlite3_db_readonly(database.handle.get(), "main") == 1
             ? "read-only file"
             : "";
}

Error would_write() {
  return make_error(ErrorCode::statement_failed,
                    "the query would write, and may only read");
}

}  // namespace

Error inside_transaction() {
  return make_error(ErrorCode::invalid_argument,
                    "the connection is inside a transaction",
                    "commit or roll back before migrating");
}

SqliteSession::SqliteSession(OpenDatabase database)
    : database_(std::move(database)) {}

void SqliteSession::limit(std::optional<Limits> limits) {
  if (running_) return;
  limits_.tell(std::move(limits));
}

// With others who have the database locked.
Patience SqliteSession::patience() const {
  return Patience(limits_.deadline(), limits_->stop);
}

Result<void> SqliteSession::leave_stand_in() {
  if (!database_.again) return {};
  auto file = database_.again();
  if (!file) return std::move(file).error();
  file->on_connect = database_.on_connect;
  if (!file->again) database_ = *std::move(file);
  return {};
}

// To be stepped.
Result<Statement> SqliteSession::prepared(const Query& query,
                                          Patience& patience) {
  auto statement = Statement::prepare(db(), query.sql.c_str(), patience);
  if (!statement) return statement;
  if (statement->writes()) {
    if (query.reads_only) return would_write();
    if (auto writable = check_writable(); !writable) return writable.error();
  }
  if (auto bound = statement->bind(query); !bound) return bound.error();
  return statement;
}

Result<Rows> SqliteSession::query(const Query& query) {
  if (running_) return run_is_going_on();
  if (auto left = leave_stand_in(); !left) return std::move(left).error();
  const NoBusyTimeout no_busy_timeout(db());
  Patience patience = this->patience();
  auto statement = prepared(query, patience);
  if (!statement) return std::move(statement).error();
  return statement->fetch(patience);
}

Result<void> SqliteSession::read(const Query& query, const TakeRow& take) {
  if (running_) return run_is_going_on();
  if (auto left = leave_stand_in(); !left) return left;
  const NoBusyTimeout no_busy_timeout(db());
  Patience patience = this->patience();
  auto statement = prepared(query, patience);
  if (!statement) return std::move(statement).error();
  return statement->read(take, patience);
}

bool SqliteSession::is_missing_table(const Error& error) const {
  return error.code == ErrorCode::statement_failed &&
         (error.message.starts_with("no such table: ") ||
          error.message.starts_with("unknown database "));
}

Result<ServerFacts> SqliteSession::facts() {
  if (running_) return run_is_going_on();
  const std::string reason = why_read_only(database_);
  return ServerFacts{.version = sqlite3_libversion(),
                     .read_only = !reason.empty(),
                     .read_only_reason = reason,
                     .read_only_hint = database_.read_only_hint};
}

Result<void> SqliteSession::check_writable() {
  const auto facts = this->facts();
  if (facts->read_only) return read_only_database(description(), *facts);
  return {};
}

// All histories in a file share its one lock.
Result<std::optional<std::string>> SqliteSession::lock_holder(
    const std::string& /*name*/) {
  if (running_) return run_is_going_on();
  const std::string database = database_file(db());
  const std::string file = lock_file(database);
  if (database.empty() || !FileLock::is_held(file)) {
    return std::optional<std::string>();
  }
  return std::optional(FileLock::holder(file));
}

Result<void> SqliteSession::lock(const LockRequest& request, Observer& observer,
                                 const StopToken& stop) {
  if (running_) return run_is_going_on();
  unlock();
  if (in_transaction(db())) return inside_transaction();
  if (auto writable = check_writable(); !writable) return writable;
  no_busy_timeout_.emplace(db());
  auto locked = acquire(request, observer, stop);
  if (!locked) unlock();
  return locked;
}

Result<void> SqliteSession::acquire(const LockRequest& request,
                                    Observer& observer, const StopToken& stop) {
  const std::chrono::milliseconds none{0};
  const std::chrono::milliseconds limit =
      request.wait ? limits_->patience : none;
  Patience patience(request.wait ? limits_.deadline() : deadline_after(none),
                    stop);
  LockWait wait(limit, observer, patience);
  if (const std::string file = database_file(db()); !file.empty()) {
    auto acquired = wait.acquire_file(file_lock_, file);
    if (!acquired) return acquired;
  }
  if (request.exclusive) return hold(wait);
  auto switched = switch_foreign_keys_off(patience);
  if (!switched) return switched;
  if (auto begun = wait.begin_immediate(db()); !begun) return begun;
  auto connection = prepare_connection(limit);
  if (!connection) return std::move(connection).error();
  locked_ = *std::move(connection);
  return {};
}

// Before BEGIN, since SQLite ignores the pragma inside a transaction.
Result<void> SqliteSession::switch_foreign_keys_off(Patience& patience) {
  auto foreign_keys = read_pragma(db(), "foreign_keys", patience);
  if (!foreign_keys) return std::move(foreign_keys).error();
  foreign_keys_ = *std::move(foreign_keys);
  write_pragma(db(), "foreign_keys", "0");
  return {};
}

Result<LockedConnection> SqliteSession::prepare_connection(
    std::chrono::milliseconds patience) {
  Patience none{std::chrono::milliseconds(0)};
  auto settings = Settings::read(db(), none);
  if (!settings) return std::move(settings).error();
  return LockedConnection{.db = db(),
                          .owned = owned(),
                          .patience = patience,
                          .statement_timeout = limits_->statement_timeout,
                          .settings = *std::move(settings)};
}

void SqliteSession::unlock() noexcept {
  if (running_) return;
  give_back();
  no_busy_timeout_.reset();
}

void SqliteSession::give_back() noexcept {
  let_go();
  if (foreign_keys_.empty()) return file_lock_.release();
  roll_back(db());
  if (locked_) {
    locked_->settings.restore(db());
    locked_.reset();
  }
  write_pragma(db(), "foreign_keys", foreign_keys_);
  foreign_keys_.clear();
  file_lock_.release();
}

Outcome SqliteSession::run(std::span<const Task> tasks, TransactionMode mode,
                           Observer& observer, const StopToken& stop) {
  if (auto may = may_run(locked_.has_value(), running_); !may) {
    return {.failure = TaskFailure{.error = std::move(may).error()}};
  }
  const Running running(running_);
  return run_tasks(RunState{.connection = *locked_,
                            .tasks = tasks,
                            .mode = mode,
                            .observer = observer,
                            .stop = stop});
}

// A connection in this mode keeps the lock on the file between transactions,
// and can be the destination of a backup then, which one in a transaction
// cannot.
Result<void> SqliteSession::hold(LockWait& wait) {
  Patience none{std::chrono::milliseconds(0)};
  auto mode = read_pragma(db(), "locking_mode", none);
  if (!mode) return std::move(mode).error();
  locking_mode_ = *std::move(mode);
  write_pragma(db(), "locking_mode", "EXCLUSIVE");
  if (auto begun = wait.begin_alone(db()); !begun) return begun;
  return execute(db(), "COMMIT");
}

// The lock itself goes with the next read.
void SqliteSession::let_go() noexcept {
  if (locking_mode_.empty()) return;
  roll_back(db());
  write_pragma(db(), "locking_mode", locking_mode_);
  locking_mode_.clear();
  static_cast<void>(execute(db(), "SELECT count(*) FROM sqlite_schema"));
}

std::string SqliteSession::file() const { return database_file(db()); }

Result<std::vector<TableSize>> SqliteSession::sizes(
    std::span<const TableName> tables) {
  return table_sizes(*this, tables);
}

std::vector<Observation> SqliteSession::examine(const Examination& /*about*/) {
  // A query finds a file that somebody has made since.
  static_cast<void>(query({"SELECT 1"}));
  return sqlite::examine(*this, db(), static_cast<bool>(database_.again));
}

// All histories in a file share its one lock, which a tool does not know of.
Result<std::string> SqliteSession::write_script(
    std::span<const WrittenTask> tasks, const std::string& /*lock*/,
    TransactionMode mode) {
  return written_script(*this, tasks, mode);
}

Result<void> SqliteSession::back_up(const Transfer& to) {
  if (running_) return run_is_going_on();
  if (auto left = leave_stand_in(); !left) return left;
  if (database_.again) return nothing_to_copy(description());
  if (in_transaction(db())) return inside_transaction();
  const NoBusyTimeout no_busy_timeout(db());
  Patience patience = this->patience();
  return write_backup(db(), to, database_.on_connect, patience);
}

Result<std::vector<std::string>> SqliteSession::dump(
    std::span<const TableName> without, const StopToken& /*stop*/) {
  return sqlite::dump(*this, without);
}

Result<void> SqliteSession::restore(const Transfer& from) {
  if (running_) return run_is_going_on();
  if (locking_mode_.empty()) return not_locked();
  return read_backup(from, db(), database_.on_connect);
}

Result<void> SqliteSession::reconnect() {
  if (running_) return run_is_going_on();
  if (!owned()) return connection_of_application();
  // A file cannot be lost as a server can: the connection is still there.
  unlock();
  limits_.renew();
  return {};
}

}  // namespace godwit::driver::sqlite
