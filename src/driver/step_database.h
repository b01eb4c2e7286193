// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/database.h>
#include <godwit/stop.h>

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "driver/session.h"

namespace godwit::driver {

/// Where a statement of code stands, for its errors.
class Place {
 public:
  explicit Place(const Sql& statement)
      : text_(statement.text), file_(statement.file), line_(statement.line) {}

  const std::string& text() const noexcept { return text_; }
  /// The error with the line of code and the statement in it.
  Error of(Error error) const;

 private:
  std::string text_;
  const char* file_;
  std::uint32_t line_;
};

/// The database as the code of a task sees it: what is the same in all drivers.
class StepDatabase : public Database {
 public:
  StepDatabase(Dialect dialect, std::size_t index, const Task& task,
               Observer& observer, StopToken stop);

  /// Calls the code. Fails with what it returns, and with what it has left
  /// undone on the connection. The transaction is still open, unless the code
  /// has ended it.
  Result<void> call();

  /// How often the code has committed.
  std::size_t commits() const noexcept { return commits_; }

  Dialect dialect() const noexcept final { return dialect_; }
  const std::string& checkpoint() const noexcept final { return checkpoint_; }
  Result<void> commit(std::string_view checkpoint) final;
  void progress(std::uint64_t done, std::uint64_t total) final;
  bool stop_requested() const noexcept final { return stop_.stop_requested(); }
  void pause(std::chrono::milliseconds time) final;
  ::sqlite3* sqlite() override { return nullptr; }
  ::pg_conn* postgresql() override { return nullptr; }

 protected:
  using Cursor = detail::Cursor;

  const Task& task() const noexcept { return task_; }
  const StopToken& stop() const noexcept { return stop_; }
  bool is_in_transaction() const noexcept { return in_transaction_; }
  /// Begins a transaction where the code has committed the last one.
  Result<void> be_in_transaction();

  Result<std::int64_t> execute_with(const Sql& statement,
                                    std::span<const Value> parameters) final;
  Result<godwit::Rows> query_with(const Sql& statement,
                                  std::span<const Value> parameters) final;

 private:
  virtual Result<void> begin() = 0;
  /// Writes the record, and commits it with all that was done.
  virtual Result<void> keep(const std::vector<Query>& record) = 0;
  virtual Result<std::int64_t> run_statement(
      const std::string& sql, std::span<const Value> parameters) = 0;
  virtual Result<std::unique_ptr<Cursor>> open_cursor(
      const Place& place, std::span<const Value> parameters) = 0;
  /// What code that has ended well should not have left behind.
  virtual Result<void> check_left() = 0;
  /// After a failure the database takes nothing more in this transaction.
  virtual bool is_failed() const { return false; }

  Result<void> prepare(const Sql& statement);
  Error note(Error error, const Place& place);

  Dialect dialect_;
  std::size_t index_;
  const Task& task_;
  Observer& observer_;
  StopToken stop_;
  std::string checkpoint_;
  std::size_t commits_ = 0;
  bool in_transaction_;
  /// The first one of a statement in this transaction.
  std::optional<Error> failure_ = {};
};

/// A transaction that code ended, by whatever means.
Error ended_by_code();
/// What code has left open, such as a statement.
Error left_open_by_code(std::string_view what, std::string hint);

}  // namespace godwit::driver
