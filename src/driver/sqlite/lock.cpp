// SPDX-License-Identifier: BSL-1.0
#include "driver/sqlite/lock.h"

#include <fmt/format.h>

#include <utility>

#include "base/errors.h"
#include "driver/errors.h"
#include "driver/sqlite/file_user.h"
#include "driver/sqlite/statement.h"

namespace godwit::driver::sqlite {
namespace {

Error lock_timeout(std::chrono::milliseconds limit, const std::string& holder) {
  return make_error(
      ErrorCode::locked,
      fmt::format("the database is locked by {} and was not free within {} ms",
                  holder, limit.count()),
      "wait until it is done, or allow more time with "
      "MigratorOptions::lock_timeout");
}

}  // namespace

std::string database_file(sqlite3* db) {
  const char* path = sqlite3_db_filename(db, "main");
  return path == nullptr ? std::string() : std::string(path);
}

std::string lock_file(const std::string& database) {
  return database + "-godwit-lock";
}

Result<void> LockWait::wait_for(const std::string& holder) {
  if (!std::exchange(told_, true)) observer_.waiting(holder);
  if (patience_.wait()) return {};
  if (patience_.stopped()) return cancelled();
  return lock_timeout(limit_, holder);
}

Result<void> LockWait::acquire_file(FileLock& lock,
                                    const std::string& database) {
  const std::string path = lock_file(database);
  while (true) {
    const Result<bool> acquired = lock.try_acquire(path, database);
    if (!acquired) return acquired.error();
    if (*acquired) return {};
    auto waited = wait_for(FileLock::holder(path));
    if (!waited) return waited;
  }
}

Result<void> LockWait::begin(sqlite3* db, const char* sql,
                             const std::function<std::string()>& holder) {
  while (true) {
    auto begun = execute(db, sql);
    if (begun || begun.error().code != ErrorCode::locked) return begun;
    auto waited = wait_for(holder());
    if (!waited) return waited;
  }
}

Result<void> LockWait::begin_immediate(sqlite3* db) {
  return begin(db, "BEGIN IMMEDIATE", [] {
    return std::string("another connection that writes to it");
  });
}

Result<void> LockWait::begin_alone(sqlite3* db) {
  return begin(db, "BEGIN EXCLUSIVE", [db] {
    const std::string user = user_of_file(database_file(db));
    return (user.empty() ? "another connection" : user) +
           " that has the file open";
  });
}

}  // namespace godwit::driver::sqlite
