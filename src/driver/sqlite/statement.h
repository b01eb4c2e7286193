// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/database.h>
#include <godwit/result.h>
#include <sqlite3.h>

#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "driver/session.h"
#include "driver/sqlite/patience.h"

namespace godwit::driver::sqlite {

/// The last error of a connection.
Error last_error(sqlite3* db);

/// A prepared statement. Waits patiently where another connection has the
/// database locked.
class Statement {
 public:
  /// Prepares the first statement of a text that ends in a NUL; `tail` is set
  /// to what follows it. Empty where there is only space and comments.
  static Result<Statement> prepare(sqlite3* db, const char* sql,
                                   Patience& patience,
                                   const char** tail = nullptr);

  bool empty() const noexcept { return handle_ == nullptr; }
  bool writes() const noexcept;
  bool has_parameters() const noexcept;

  /// `elapsed`: the value of `$elapsed`, if there is one. The query must
  /// outlive what is done with the statement.
  Result<void> bind(const Query& query, std::chrono::microseconds elapsed = {});
  Result<void> bind(std::span<const Value> values);
  /// Steps to the end; rows are discarded.
  Result<void> finish(Patience& patience);
  /// Steps to the end and keeps the rows.
  Result<Rows> fetch(Patience& patience);
  /// Steps to the end and hands the rows over.
  Result<void> read(const TakeRow& take, Patience& patience);
  /// True: there is a row. False: the statement is done.
  Result<bool> step(Patience& patience);
  /// Makes it as it was when it was prepared.
  void reset();

  sqlite3_stmt* handle() const noexcept { return handle_.get(); }

 private:
  Row row() const;

  struct Finalize {
    void operator()(sqlite3_stmt* handle) const { sqlite3_finalize(handle); }
  };
  std::unique_ptr<sqlite3_stmt, Finalize> handle_;
};

/// Runs one statement.
Result<void> execute(sqlite3* db, const Query& query, Patience& patience);
Result<void> execute(sqlite3* db, const char* sql, Patience& patience);
/// Runs one statement without waiting.
Result<void> execute(sqlite3* db, const char* sql);

/// Statements that a run needs after each of its tasks. Preparing the record of
/// a small migration takes longer than all else that is done for it.
class PreparedStatements {
 public:
  /// As the function of that name, always of the same connection. `elapsed`:
  /// see Statement::bind.
  Result<void> execute(sqlite3* db, const Query& query, Patience& patience,
                       std::chrono::microseconds elapsed = {});

 private:
  struct Kept {
    std::string sql = {};
    Statement statement;
  };

  Result<Statement*> prepared(sqlite3* db, const std::string& sql,
                              Patience& patience);

  /// Some; which is of no matter.
  std::vector<Kept> kept_ = {};
};

/// The rows of one statement.
Result<Rows> fetch(sqlite3* db, const Query& query, Patience& patience);

bool in_transaction(sqlite3* db);
/// Ends the transaction, if there is one, without keeping anything.
void roll_back(sqlite3* db);

}  // namespace godwit::driver::sqlite
