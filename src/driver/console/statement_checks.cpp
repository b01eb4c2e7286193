// SPDX-License-Identifier: BSL-1.0
#include "driver/console/statement_checks.h"

#include <fmt/format.h>

#include <string>

#include "base/errors.h"
#include "sql/statements.h"
#include "sql/words.h"

namespace godwit::driver::console {
namespace {

Error no_statement() {
  return make_error(ErrorCode::invalid_argument, "there is no statement",
                    "write one");
}

Error has_nul() {
  return make_error(ErrorCode::invalid_argument,
                    "the statement has a NUL, where a database takes it to end",
                    "leave it out");
}

Error several_statements() {
  return make_error(ErrorCode::invalid_argument,
                    "these are several statements, and one is needed",
                    "send them one after the other");
}

Error does_not_read(std::string_view word) {
  return make_error(
      ErrorCode::read_only,
      fmt::format("a statement that begins with \"{}\" may write", word),
      "switch writing on, or begin with SELECT, WITH, VALUES, TABLE, EXPLAIN "
      "or SHOW");
}

// Whatever a later server may know: it is not sent.
Error begins_no_statement(std::string_view word) {
  return make_error(
      ErrorCode::invalid_argument,
      fmt::format("no statement that is known here begins with \"{}\"", word),
      "what reads begins with SELECT, WITH, VALUES, TABLE, EXPLAIN or SHOW");
}

Error controls_transaction(std::string_view name) {
  return make_error(
      ErrorCode::invalid_argument,
      fmt::format("{} is left to whoever looks at the result", name),
      "leave it out; the statements are one transaction, to be committed or "
      "not once their counts are seen");
}

Error copies(std::string_view word) {
  return make_error(ErrorCode::unsupported,
                    fmt::format("{} has no rows to show here", word),
                    "use psql for it, or export");
}

// Behind the parentheses that a query may begin with.
std::string_view first_word(std::string_view sql, Dialect dialect) {
  sql::Words words(sql, dialect);
  std::string_view word = words.next();
  while (word == "(") word = words.next();
  return word;
}

bool only_reads(std::string_view word, Dialect dialect) {
  if (sql::is_any_of(word, {"SELECT", "WITH", "VALUES", "EXPLAIN"}))
    return true;
  return dialect == Dialect::postgresql
             ? sql::is_any_of(word, {"TABLE", "SHOW"})
             : sql::is_word(word, "PRAGMA");
}

// Of either dialect; those that only read are not asked about.
bool may_begin_statement(std::string_view word) {
  return sql::is_any_of(
      word,
      {"ABORT",   "ALTER",      "ANALYSE",    "ANALYZE",  "ATTACH",  "BEGIN",
       "CALL",    "CHECKPOINT", "CLOSE",      "CLUSTER",  "COMMENT", "COMMIT",
       "COPY",    "CREATE",     "DEALLOCATE", "DECLARE",  "DELETE",  "DETACH",
       "DISCARD", "DO",         "DROP",       "END",      "EXECUTE", "FETCH",
       "GRANT",   "IMPORT",     "INSERT",     "LISTEN",   "LOAD",    "LOCK",
       "MERGE",   "MOVE",       "NOTIFY",     "PRAGMA",   "PREPARE", "REASSIGN",
       "REFRESH", "REINDEX",    "RELEASE",    "REPACK",   "REPLACE", "RESET",
       "REVOKE",  "ROLLBACK",   "SAVEPOINT",  "SECURITY", "SET",     "SHOW",
       "START",   "TABLE",      "TRUNCATE",   "UNLISTEN", "UPDATE",  "VACUUM",
       "WAIT"});
}

}  // namespace

Result<void> check_single(std::string_view sql, Dialect dialect) {
  if (sql.find('\0') != sql.npos) return has_nul();
  const std::size_t count = sql::split(sql, dialect).ranges.size();
  if (count == 0) return no_statement();
  if (count > 1) return several_statements();
  return {};
}

Result<void> check_reads(std::string_view sql, Dialect dialect) {
  if (auto single = check_single(sql, dialect); !single) return single;
  const std::string_view word = first_word(sql, dialect);
  if (only_reads(word, dialect)) return {};
  return may_begin_statement(word) ? does_not_read(word)
                                   : begins_no_statement(word);
}

Result<void> check_keeps_transaction(std::string_view sql, Dialect dialect) {
  if (auto single = check_single(sql, dialect); !single) return single;
  const sql::TransactionCommand command =
      sql::transaction_command(sql, dialect);
  if (command.effect == sql::TransactionEffect::begins ||
      command.effect == sql::TransactionEffect::ends) {
    return controls_transaction(command.name);
  }
  const std::string_view word = first_word(sql, dialect);
  if (dialect == Dialect::postgresql && sql::is_word(word, "COPY")) {
    return copies(word);
  }
  return {};
}

}  // namespace godwit::driver::console
