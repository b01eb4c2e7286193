// SPDX-License-Identifier: BSL-1.0
#include "tool/postgresql_parser.h"

#include <pg_query.h>

#include <algorithm>
#include <cctype>
#include <optional>
#include <string>
#include <vector>

#include "base/utf8.h"
#include "check/statement_errors.h"
#include "sql/statements.h"
#include "sql/words.h"

namespace godwit::tool {
namespace {

struct Complaint {
  std::string message;
  /// In the statement.
  std::size_t offset = 0;
};

// The parser counts characters from 1; 0 means that it does not know.
std::size_t offset_of(const PgQueryError& error, std::string_view statement) {
  if (error.cursorpos <= 0) return 0;
  return byte_offset(statement, static_cast<std::size_t>(error.cursorpos) - 1);
}

std::optional<Complaint> complaint(const PgQueryError* error,
                                   std::string_view statement) {
  if (error == nullptr) return std::nullopt;
  return Complaint{error->message, offset_of(*error, statement)};
}

std::optional<Complaint> parse(const std::string& statement) {
  const PgQueryProtobufParseResult result =
      pg_query_parse_protobuf(statement.c_str());
  auto found = complaint(result.error, statement);
  pg_query_free_protobuf_parse_result(result);
  return found;
}

bool is_part_of_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

bool is_amid_a_word(std::string_view text, std::size_t place) {
  return place > 0 && place < text.size() && is_part_of_word(text[place - 1]) &&
         is_part_of_word(text[place]);
}

// Of a body the parser does not know the place, but quotes what stands there.
// If that stands in the statement once only, it is the place; else 0.
std::size_t place_of_quoted(std::string_view message,
                            std::string_view statement) {
  const std::size_t open = message.find('"');
  const std::size_t close = message.find('"', open + 1);
  if (open == message.npos || close == message.npos) return 0;
  const std::string_view text = message.substr(open + 1, close - open - 1);
  std::size_t place = 0;
  for (std::size_t at = statement.find(text); at != statement.npos;
       at = statement.find(text, at + 1)) {
    if (is_amid_a_word(statement, at) ||
        is_amid_a_word(statement, at + text.size())) {
      continue;
    }
    if (place != 0) return 0;
    place = at;
  }
  return place;
}

std::optional<Complaint> parse_body(const std::string& statement) {
  const PgQueryPlpgsqlParseResult result =
      pg_query_parse_plpgsql(statement.c_str());
  auto found = complaint(result.error, statement);
  pg_query_free_plpgsql_parse_result(result);
  if (found && found->offset == 0) {
    found->offset = place_of_quoted(found->message, statement);
  }
  return found;
}

// CREATE [OR REPLACE] FUNCTION or PROCEDURE … LANGUAGE plpgsql, and DO blocks
// that name no other language.
bool has_plpgsql_body(std::string_view statement) {
  sql::Words words(statement, Dialect::postgresql);
  const std::string_view first = words.next();
  const bool block = sql::is_word(first, "DO");
  if (!block && !sql::is_word(first, "CREATE")) return false;
  bool function = block;
  std::optional<bool> plpgsql;
  for (auto text = words.next(); !text.empty(); text = words.next()) {
    if (!words.at_word()) continue;
    if (sql::is_word(text, "FUNCTION") || sql::is_word(text, "PROCEDURE")) {
      function = true;
    } else if (sql::is_word(text, "LANGUAGE")) {
      const std::string_view language = words.next();
      plpgsql = sql::is_word(language, "PLPGSQL") ||
                sql::is_word(language, "'PLPGSQL'") ||
                sql::is_word(language, "\"PLPGSQL\"");
    }
  }
  return function && plpgsql.value_or(block);
}

/// Blanks the comments of a statement out. The parser is the server's, but its
/// lexer hands comments over as tokens: where the grammar has to look ahead it
/// then finds one, and refuses `'a' -- and\n'b'`, NOT /* … */ BETWEEN, NULLS
/// /* … */ FIRST and the like, which the server takes.
class WithoutComments {
 public:
  explicit WithoutComments(std::string_view statement) : text_(statement) {
    sql::Lexer lexer(statement, Dialect::postgresql);
    for (sql::Token token; lexer.next(token);) take(token);
    blank();
  }

  const std::string& text() const { return text_; }

 private:
  void take(const sql::Token& token) {
    if (sql::is_comment(token)) return comments_.push_back(token);
    const bool string = token.kind == sql::TokenKind::string;
    // Two strings with such a comment between them are not one to the server.
    if (!string || !after_string_ || !has_block_comment()) blank();
    comments_.clear();
    after_string_ = string;
    if (string && (text_[token.begin] | 0x20) == 'e') blank_within(token);
  }

  // An escape string that goes on behind a line end is one token, and the
  // comments before that are in it.
  void blank_within(const sql::Token& string) {
    bool inside = false;
    for (std::size_t at = string.begin; at < string.end; ++at) {
      if (inside && text_[at] == '\\') {
        ++at;
      } else if (text_[at] == '\'') {
        inside = !inside;
      } else if (!inside && text_.compare(at, 2, "--") == 0) {
        const std::size_t end = text_.find_first_of("\r\n", at);
        blank(at, end);
        at = end;
      }
    }
  }

  bool has_block_comment() const {
    return std::any_of(comments_.begin(), comments_.end(),
                       [](const sql::Token& comment) {
                         return comment.kind == sql::TokenKind::block_comment;
                       });
  }

  void blank() {
    for (const sql::Token& comment : comments_) {
      blank(comment.begin, comment.end);
    }
  }

  void blank(std::size_t begin, std::size_t end) {
    text_.replace(begin, end - begin, end - begin, ' ');
  }

  std::string text_;
  bool after_string_ = false;
  /// Since the last token that is none.
  std::vector<sql::Token> comments_;
};

std::optional<Complaint> complaint_of(std::string_view text) {
  const std::string statement = WithoutComments(text).text();
  if (auto found = parse(statement)) return found;
  return has_plpgsql_body(statement) ? parse_body(statement) : std::nullopt;
}

}  // namespace

std::vector<Error> postgresql_syntax_errors(const Script& script) {
  return check::statement_errors(script, complaint_of);
}

std::string_view postgresql_grammar() noexcept { return PG_MAJORVERSION; }

}  // namespace godwit::tool
