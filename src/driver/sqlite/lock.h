// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>
#include <sqlite3.h>

#include <chrono>
#include <functional>
#include <string>

#include "driver/session.h"
#include "driver/sqlite/file_lock.h"
#include "driver/sqlite/patience.h"

namespace godwit::driver::sqlite {

/// Waits for a lock and tells the observer of it, once.
class LockWait {
 public:
  /// `limit`: how long that is in all, for people.
  LockWait(std::chrono::milliseconds limit, Observer& observer,
           Patience patience)
      : limit_(limit), observer_(observer), patience_(std::move(patience)) {}

  /// Keeps other runs of Godwit away between transactions, too, by a file
  /// beside the database.
  Result<void> acquire_file(FileLock& lock, const std::string& database);
  /// Leaves the connection in a transaction that may write.
  Result<void> begin_immediate(sqlite3* db);
  /// The same, where nobody else may have the file open in a transaction or, in
  /// WAL mode, at all.
  Result<void> begin_alone(sqlite3* db);

 private:
  Result<void> begin(sqlite3* db, const char* sql,
                     const std::function<std::string()>& holder);
  Result<void> wait_for(const std::string& holder);

  std::chrono::milliseconds limit_;
  Observer& observer_;
  Patience patience_;
  bool told_ = false;
};

/// The path of the database. Empty: it is in memory, where no other process can
/// see it.
std::string database_file(sqlite3* db);

/// The file beside a database that is locked instead of it.
std::string lock_file(const std::string& database);

}  // namespace godwit::driver::sqlite
