// SPDX-License-Identifier: BSL-1.0
#include "migration/resumable.h"

#include "sql/statements.h"
#include "sql/words.h"

namespace godwit {
namespace {

Error gone_on_resume(const TextPart& part, std::size_t offset) {
  return invalid_at(
      part, offset,
      "what this makes is gone when the script resumes in another session",
      "use a table that is not temporary, or CREATE TEMP TABLE … ON COMMIT "
      "DROP "
      "between BEGIN and COMMIT");
}

Error changes_the_recorder(const TextPart& part, std::size_t offset) {
  return invalid_at(
      part, offset,
      "SET SESSION AUTHORIZATION outside a transaction: the progress could not "
      "be recorded",
      "use SET ROLE");
}

Error prepares_transaction(const TextPart& part, std::size_t offset) {
  return invalid_at(
      part, offset,
      "PREPARE TRANSACTION leaves a transaction behind that holds the record",
      "end it with COMMIT");
}

bool sets_session_authorization(std::string_view statement) {
  sql::Words words(statement, Dialect::postgresql);
  if (!sql::is_word(words.next(), "SET")) return false;
  if (!sql::is_word(words.next(), "SESSION")) return false;
  std::string_view text = words.next();
  if (sql::is_word(text, "SESSION")) text = words.next();
  return sql::is_word(text, "AUTHORIZATION");
}

}  // namespace

std::optional<Error> check_resumable(const TextPart& part,
                                     const StatementRange& range,
                                     Dialect dialect) {
  const std::string_view statement =
      part.text.substr(range.begin, range.end - range.begin);
  if (sql::session_effect(statement, dialect) ==
      sql::SessionEffect::makes_objects) {
    return gone_on_resume(part, range.begin);
  }
  if (dialect == Dialect::sqlite) return std::nullopt;
  if (sets_session_authorization(statement)) {
    return changes_the_recorder(part, range.begin);
  }
  const auto command = sql::transaction_command(statement, dialect);
  if (command.name == "PREPARE TRANSACTION") {
    return prepares_transaction(part, range.begin);
  }
  return std::nullopt;
}

}  // namespace godwit
