// SPDX-License-Identifier: BSL-1.0
#include "migration/script_checks.h"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "base/text_position.h"
#include "base/utf8.h"
#include "migration/resumable.h"
#include "migration/token_checks.h"
#include "sql/lock_release.h"
#include "sql/words.h"

namespace godwit {
namespace {

using sql::TokenKind;

constexpr std::string_view ways_out_of_transaction =
    "remove it, or mark the script -- godwit: no-transaction";

Error utf16_file(const TextPart& file) {
  Error error = invalid_at(file, 0, "the file is UTF-16 and not UTF-8",
                           "save it as UTF-8");
  error.location.source.clear();
  return error;
}

// The line is left out: what is not text would break the message, and JSON.
Error not_utf8(const TextPart& file, std::size_t offset) {
  Error error =
      invalid_at(file, offset,
                 fmt::format("byte 0x{:02X} is not UTF-8",
                             static_cast<unsigned char>(file.text[offset])),
                 "save the file as UTF-8");
  error.location.source.clear();
  return error;
}

Error nul_byte(const TextPart& file, std::size_t offset) {
  Error error = invalid_at(file, offset, "a NUL byte in SQL text",
                           "remove it: databases take it for the end");
  error.location.source.clear();
  return error;
}

std::string_view name_of(TokenKind kind) {
  if (kind == TokenKind::quoted_name) return "quoted name";
  if (kind == TokenKind::block_comment) return "comment";
  return "string";
}

Error unterminated(const TextPart& part, const sql::Unterminated& token) {
  return invalid_at(
      part, token.offset,
      fmt::format("a {} that begins here does not end", name_of(token.kind)),
      "close it before the end of the script");
}

Error shell_command(const TextPart& part, std::size_t offset,
                    std::string_view shell) {
  return invalid_at(part, offset,
                    fmt::format("a command of the {} shell, not SQL", shell),
                    "remove it: the database does not know it");
}

Error copy_from_stdin(const TextPart& part, std::size_t offset) {
  return invalid_at(part, offset,
                    "COPY FROM STDIN has no input inside a migration",
                    "write the rows as INSERT statements");
}

Error gives_lock_back(const TextPart& part, std::size_t offset,
                      std::string_view what) {
  return invalid_at(
      part, offset,
      fmt::format("{} would give back the lock that keeps other runs away",
                  what),
      what == "DISCARD ALL"
          ? "write what it is needed for: RESET ALL, DISCARD TEMP, DISCARD "
            "PLANS or DISCARD SEQUENCES"
          : "give back the locks that the script has taken one by one, with "
            "pg_advisory_unlock");
}

Error begins_transaction(const TextPart& part, std::size_t offset,
                         std::string_view command) {
  return invalid_at(
      part, offset,
      fmt::format(
          "{} inside a migration that Godwit already runs in a transaction",
          command),
      std::string(ways_out_of_transaction));
}

Error ends_transaction(const TextPart& part, std::size_t offset,
                       std::string_view command) {
  return invalid_at(
      part, offset,
      fmt::format("{} would end the transaction that Godwit runs this "
                  "migration in",
                  command),
      std::string(ways_out_of_transaction));
}

Error refuses_transaction(const TextPart& part, std::size_t offset,
                          std::string_view command) {
  return invalid_at(part, offset,
                    fmt::format("{} cannot run inside a transaction", command),
                    "mark the script -- godwit: no-transaction");
}

std::optional<Error> check_transaction(const TextPart& part,
                                       const StatementRange& range,
                                       Dialect dialect) {
  const auto command = sql::transaction_command(
      part.text.substr(range.begin, range.end - range.begin), dialect);
  switch (command.effect) {
    case sql::TransactionEffect::none:
      return std::nullopt;
    case sql::TransactionEffect::begins:
      return begins_transaction(part, range.begin, command.name);
    case sql::TransactionEffect::ends:
      return ends_transaction(part, range.begin, command.name);
    case sql::TransactionEffect::refuses_it:
      return refuses_transaction(part, range.begin, command.name);
  }
  return std::nullopt;
}

std::optional<Error> check_statement(const TextPart& part,
                                     const StatementRange& range,
                                     bool transactional, Dialect dialect) {
  if (dialect == Dialect::postgresql) {
    const std::string_view release = sql::lock_release(
        part.text.substr(range.begin, range.end - range.begin));
    if (!release.empty()) return gives_lock_back(part, range.begin, release);
  }
  return transactional ? check_transaction(part, range, dialect)
                       : check_resumable(part, range, dialect);
}

// `\connect` of psql: no operator of PostgreSQL has a backslash.
std::optional<std::size_t> find_backslash_command(std::string_view text) {
  if (text.find('\\') == text.npos) return std::nullopt;
  sql::Lexer lexer(text, Dialect::postgresql);
  for (sql::Token token; lexer.next(token);) {
    const bool backslash =
        token.kind == TokenKind::symbol && text[token.begin] == '\\';
    if (backslash && first_on_line(text, token.begin)) return token.begin;
  }
  return std::nullopt;
}

// `.read` of sqlite3: no statement begins with a point.
std::optional<std::size_t> find_dot_command(
    std::string_view text, const std::vector<StatementRange>& statements) {
  for (const StatementRange& range : statements) {
    if (text[range.begin] == '.') return range.begin;
  }
  return std::nullopt;
}

bool copies_from_stdin(std::string_view statement) {
  sql::Words words(statement, Dialect::postgresql);
  if (!sql::is_word(words.next(), "COPY")) return false;
  bool from = false;
  for (auto text = words.next(); !text.empty(); text = words.next()) {
    if (from && sql::is_word(text, "STDIN")) return true;
    from = words.at_word() && sql::is_word(text, "FROM");
  }
  return false;
}

std::optional<Error> check_postgresql(
    const TextPart& part, const std::vector<StatementRange>& statements) {
  // Before meta-commands, since data behind a COPY looks like those.
  for (const StatementRange& range : statements) {
    if (copies_from_stdin(
            part.text.substr(range.begin, range.end - range.begin))) {
      return copy_from_stdin(part, range.begin);
    }
  }
  if (const auto at = find_backslash_command(part.text)) {
    return shell_command(part, *at, "psql");
  }
  return std::nullopt;
}

std::optional<Error> check_sqlite(
    const TextPart& part, const std::vector<StatementRange>& statements) {
  if (const auto at = find_dot_command(part.text, statements)) {
    return shell_command(part, *at, "sqlite3");
  }
  return std::nullopt;
}

}  // namespace

std::optional<Error> check_encoding(const TextPart& file) {
  const std::string_view start = file.text.substr(0, 2);
  if (start == "\xFF\xFE" || start == "\xFE\xFF") return utf16_file(file);
  const std::size_t nul = file.text.find('\0');
  if (nul != file.text.npos) return nul_byte(file, nul);
  const auto invalid = find_invalid_utf8(file.text);
  if (invalid) return not_utf8(file, *invalid);
  return std::nullopt;
}

std::vector<Error> check_script(const TextPart& part, const Script& script,
                                const sql::Statements& statements,
                                Dialect dialect) {
  // What follows one of these is not to be trusted, so it is reported alone.
  auto broken = dialect == Dialect::postgresql
                    ? check_postgresql(part, statements.ranges)
                    : check_sqlite(part, statements.ranges);
  if (broken) return {std::move(*broken)};
  if (statements.unterminated) {
    return {unterminated(part, *statements.unterminated)};
  }
  std::vector<Error> errors;
  if (auto odd = check_tokens(part, dialect)) errors.push_back(std::move(*odd));
  for (const StatementRange& range : statements.ranges) {
    auto error = check_statement(part, range, script.transactional, dialect);
    if (error) errors.push_back(std::move(*error));
  }
  return errors;
}

}  // namespace godwit
