// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>
#include <godwit/sql.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace godwit::sql {

/// What a piece of SQL text is. Space is not reported.
enum class TokenKind : std::uint8_t {
  word,         ///< keyword or unquoted identifier
  quoted_name,  ///< "…", and in SQLite `…` and […]
  string,       ///< '…', E'…', U&'…', B'…', X'…', $tag$…$tag$
  number,
  line_comment,   ///< without its line end
  block_comment,  ///< nested in PostgreSQL only
  semicolon,
  symbol,  ///< any other single character
};

struct Token {
  TokenKind kind = TokenKind::symbol;
  std::size_t begin = 0;
  std::size_t end = 0;
  /// A string, quoted name or block comment that the text does not end.
  bool unterminated = false;
};

/// Reads SQL text token by token. Never fails: what is not known is a symbol.
class Lexer {
 public:
  Lexer(std::string_view text, Dialect dialect)
      : text_(text), dialect_(dialect) {}
  /// False at the end of the text.
  bool next(Token& token);

 private:
  std::string_view text_;
  Dialect dialect_;
  std::size_t position_ = 0;
};

/// The first token that the text does not end, as an offset.
struct Unterminated {
  std::size_t offset = 0;
  TokenKind kind = TokenKind::string;
};

/// A text cut into statements.
struct Statements {
  std::vector<StatementRange> ranges = {};
  /// Absent: all is well formed.
  std::optional<Unterminated> unterminated = {};
};

/// Cuts where the database itself would: not inside strings, comments, dollar
/// quotes, parentheses of CREATE RULE, bodies of BEGIN ATOMIC functions
/// (PostgreSQL) or of triggers (SQLite). Pieces without a token are left out.
Statements split(std::string_view text, Dialect dialect);

/// What a statement does to the transaction that it runs in.
enum class TransactionEffect : std::uint8_t {
  none,
  begins,      ///< BEGIN, START TRANSACTION
  ends,        ///< COMMIT, END, ROLLBACK, ABORT, PREPARE TRANSACTION
  refuses_it,  ///< cannot run inside one: VACUUM, CREATE INDEX CONCURRENTLY, …
};

/// A command that matters to the transaction it runs in.
struct TransactionCommand {
  TransactionEffect effect = TransactionEffect::none;
  /// As the manual spells it, such as "CREATE INDEX CONCURRENTLY". Empty for
  /// `none`.
  std::string_view name = {};
};

/// Judged by the statement's words alone (the manuals' pages of each command;
/// ROLLBACK TO and savepoints are `none`).
TransactionCommand transaction_command(std::string_view statement,
                                       Dialect dialect);
TransactionEffect transaction_effect(std::string_view statement,
                                     Dialect dialect);

/// What a statement leaves in the session, to be gone when that ends.
enum class SessionEffect : std::uint8_t {
  none,
  /// SET, RESET, PREPARE, LISTEN, …; PRAGMA, ATTACH: running it again in
  /// another session has the same effect and no other.
  changes_settings,
  /// Temporary tables and the like, cursors WITH HOLD: what is in them cannot
  /// be had again.
  makes_objects,
};

/// Judged by the statement's words alone; what functions do is not seen, except
/// set_config().
SessionEffect session_effect(std::string_view statement, Dialect dialect);

}  // namespace godwit::sql
