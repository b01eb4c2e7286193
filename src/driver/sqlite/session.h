// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/connection.h>
#include <godwit/stop.h>
#include <sqlite3.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "driver/limits.h"
#include "driver/session.h"
#include "driver/sqlite/file_lock.h"
#include "driver/sqlite/patience.h"
#include "driver/sqlite/run_state.h"

namespace godwit::driver::sqlite {

/// Closes a connection unless it is the application's.
struct CloseDatabase {
  bool owned = true;
  void operator()(sqlite3* db) const {
    if (owned) sqlite3_close_v2(db);
  }
};
using Database = std::unique_ptr<sqlite3, CloseDatabase>;

class LockWait;

/// An open database and why it cannot be written to. Empty: it can.
struct OpenDatabase {
  Database handle = {};
  std::string description = {};
  std::string read_only_reason = {};
  std::string read_only_hint =
      "make the file and its directory writable, or connect as another user";
  /// Sets up the connections to its copies. May be empty.
  OnConnect on_connect = {};
  /// Of a stand-in for a file that does not exist: opens the file, or another
  /// stand-in. Empty: it is none.
  std::function<Result<OpenDatabase>()> again = {};
};

/// Refuses a connection that the application has a transaction open on.
Error inside_transaction();

class SqliteSession final : public Session {
 public:
  explicit SqliteSession(OpenDatabase database);
  ~SqliteSession() override { unlock(); }

  Dialect dialect() const noexcept override { return Dialect::sqlite; }
  std::string description() const override { return database_.description; }
  void limit(std::optional<Limits> limits) override;
  Result<Rows> query(const Query& query) override;
  Result<void> read(const Query& query, const TakeRow& take) override;
  bool is_missing_table(const Error& error) const override;
  Result<ServerFacts> facts() override;
  Result<std::optional<std::string>> lock_holder(
      const std::string& name) override;
  Result<void> lock(const LockRequest& request, Observer& observer,
                    const StopToken& stop) override;
  void unlock() noexcept override;
  Outcome run(std::span<const Task> tasks, TransactionMode mode,
              Observer& observer, const StopToken& stop) override;
  Result<std::vector<std::string>> dump(std::span<const TableName> without,
                                        const StopToken& stop) override;
  Result<void> back_up(const Transfer& to) override;
  Result<void> restore(const Transfer& from) override;
  bool is_there() const override { return !database_.again; }
  std::string file() const override;
  Result<std::vector<TableSize>> sizes(
      std::span<const TableName> tables) override;
  std::vector<Observation> examine(const Examination& about) override;
  Result<std::string> write_script(std::span<const WrittenTask> tasks,
                                   const std::string& lock,
                                   TransactionMode mode) override;
  Result<void> reconnect() override;

 private:
  Result<void> hold(LockWait& wait);
  void let_go() noexcept;
  Result<void> check_writable();
  Result<Statement> prepared(const Query& query, Patience& patience);
  /// Somebody may have made the file since.
  Result<void> leave_stand_in();
  sqlite3* db() const { return database_.handle.get(); }
  bool owned() const { return database_.handle.get_deleter().owned; }
  Result<void> acquire(const LockRequest& request, Observer& observer,
                       const StopToken& stop);
  Result<void> switch_foreign_keys_off(Patience& patience);
  Result<LockedConnection> prepare_connection(
      std::chrono::milliseconds patience);
  Patience patience() const;
  void give_back() noexcept;

  OpenDatabase database_;
  bool running_ = false;
  ToldLimits limits_;
  FileLock file_lock_;
  std::string foreign_keys_;  // as it was before the lock; empty: not locked
  std::optional<NoBusyTimeout> no_busy_timeout_;  // from lock to unlock
  std::optional<LockedConnection> locked_;
  std::string locking_mode_;  // as it was before `hold`; empty: not held
};

}  // namespace godwit::driver::sqlite
