// SPDX-License-Identifier: BSL-1.0
#include "generate/execute.h"

#include <vector>

#include "base/errors.h"
#include "driver/together.h"
#include "generate/schema_plan.h"

namespace godwit::generate {
std::vector<std::string> statements_of(const change::Operations& operations) {
  std::vector<std::string> statements;
  for (const change::Operation& one : operations) {
    statements.push_back(one.statement);
  }
  return statements;
}

Result<void> execute(driver::Session& session, const std::string& statement) {
  auto done = session.query({.sql = statement, .pinned = false});
  if (!done) return std::move(done).error();
  return {};
}

Error refused(const std::string& statement, Error error) {
  error.message = "the plan fails: " + error.message;
  error.notes.push_back("the statement: " + statement);
  error.hint =
      "nothing was written; write this migration by hand, and please report "
      "the two schemas";
  return error;
}

Result<void> execute_all(driver::Session& session,
                         const change::Operations& operations) {
  for (const change::Operation& one : operations) {
    auto done = execute(session, one.statement);
    if (!done) return refused(one.statement, std::move(done).error());
  }
  return {};
}

Result<void> carry_out(driver::Session& session,
                       const change::Operations& operations) {
  if (!SchemaStep::transactional(operations)) {
    return execute_all(session, operations);
  }
  if (driver::done_together(session, statements_of(operations))) return {};
  auto transaction = Transaction::begin(session);
  if (!transaction) return std::move(transaction).error();
  if (auto done = execute_all(session, operations); !done) return done;
  return transaction->commit();
}

}  // namespace godwit::generate
