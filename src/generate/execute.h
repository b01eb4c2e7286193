// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include <string>
#include <utility>
#include <vector>

#include "change/operation.h"
#include "driver/session.h"

namespace godwit::generate {

// What runs on scratch databases, where nothing is recorded.

std::vector<std::string> statements_of(const change::Operations& operations);

/// One statement that is not Godwit's own.
Result<void> execute(driver::Session& session, const std::string& statement);

/// A statement of a plan that the database does not take.
Error refused(const std::string& statement, Error error);

/// One after the other, in whatever transaction there is.
Result<void> execute_all(driver::Session& session,
                         const change::Operations& operations);

/// As a migration is run: in a transaction, if all of them can be in one.
Result<void> carry_out(driver::Session& session,
                       const change::Operations& operations);

/// A transaction that ends without being kept unless that is said.
class Transaction {
 public:
  static Result<Transaction> begin(driver::Session& session) {
    if (auto begun = execute(session, "BEGIN"); !begun) return begun.error();
    return Transaction(session);
  }
  Transaction(Transaction&& other) noexcept
      : session_(std::exchange(other.session_, nullptr)) {}
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction() {
    if (session_ != nullptr) static_cast<void>(execute(*session_, "ROLLBACK"));
  }
  Result<void> commit() {
    return execute(*std::exchange(session_, nullptr), "COMMIT");
  }

 private:
  explicit Transaction(driver::Session& session) : session_(&session) {}

  driver::Session* session_;
};

}  // namespace godwit::generate
