// SPDX-License-Identifier: BSL-1.0
#include "tool/postgresql_parser.h"

#include <pg_query.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/utf8.h"
#include "check/statement_errors.h"
#include "sql/statements.h"
#include "sql/string_content.h"
#include "sql/words.h"
#include "tool/plpgsql_body.h"

namespace godwit::tool {
namespace {

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

// It reads a body without a catalog, and so takes a field, a parameter or a
// value that is returned for an error where it cannot know their types.
bool may_be_wrong_body(const std::string& statement) {
  const PgQueryPlpgsqlParseResult result =
      pg_query_parse_plpgsql(statement.c_str());
  const bool complains = result.error != nullptr;
  pg_query_free_plpgsql_parse_result(result);
  return complains;
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

/// A body, and what stands before and behind it.
struct Body {
  sql::StringContent content;
  std::string header;
};

// The one string behind AS or DO. Absent: it is written in a way that is not
// read here.
std::optional<Body> find_body(const std::string& statement) {
  sql::Words words(statement, Dialect::postgresql);
  std::string_view before = words.next();
  const bool block = sql::is_word(before, "DO");
  std::string_view text = words.next();
  for (; !text.empty(); before = std::exchange(text, words.next())) {
    const bool expected =
        block ? !sql::is_word(before, "LANGUAGE") : sql::is_word(before, "AS");
    if (words.at_string() && expected) break;
  }
  if (text.empty()) return std::nullopt;
  const auto begin = static_cast<std::size_t>(text.data() - statement.data());
  auto content = sql::StringContent::of(text, begin);
  const bool goes_on = !words.next().empty() && words.at_string();
  if (!content || goes_on) return std::nullopt;
  return Body{*std::move(content), statement.substr(0, begin) +
                                       statement.substr(begin + text.size())};
}

std::optional<Complaint> complaint_of_body(const std::string& statement) {
  const auto body = find_body(statement);
  if (!body) return std::nullopt;
  auto found = plpgsql_complaint(WithoutComments(body->content.text()).text(),
                                 body->header, parse);
  if (found) found->offset = body->content.place(found->offset);
  return found;
}

std::optional<Complaint> complaint_of(std::string_view text) {
  const std::string statement = WithoutComments(text).text();
  if (auto found = parse(statement)) return found;
  if (!has_plpgsql_body(statement) || !may_be_wrong_body(statement)) {
    return std::nullopt;
  }
  return complaint_of_body(statement);
}

}  // namespace

std::vector<Error> postgresql_syntax_errors(const Script& script) {
  return check::statement_errors(script, complaint_of);
}

int postgresql_grammar() noexcept { return PG_VERSION_NUM / 10000; }

}  // namespace godwit::tool
