// SPDX-License-Identifier: BSL-1.0
#include "tool/plpgsql_body.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "base/ascii.h"
#include "sql/statements.h"
#include "sql/string_content.h"
#include "sql/words.h"
#include "tool/plpgsql_tokens.h"

// The rules are those of PostgreSQL's src/pl/plpgsql/src/pl_gram.y, which tells
// a variable from other words by what the catalog knows of its type. Here the
// place alone tells.
namespace godwit::tool {
namespace {

using sql::Token;
using sql::TokenKind;

constexpr Dialect postgresql = Dialect::postgresql;

// Those that may not be names of variables.
bool is_reserved(std::string_view word) {
  return sql::is_any_of(
      word, {"ALL",    "BEGIN",   "BY",   "CASE",    "DECLARE", "ELSE",
             "END",    "EXECUTE", "FOR",  "FOREACH", "FROM",    "IF",
             "IN",     "INTO",    "LOOP", "NOT",     "NULL",    "OR",
             "STRICT", "THEN",    "TO",   "USING",   "WHEN",    "WHILE"});
}

// Nobody writes more levels; each takes a part of the stack. What is deeper is
// left to the server.
constexpr std::size_t deepest = 1000;

class BodyReader {
 public:
  BodyReader(std::string_view body, std::string_view header, SqlGrammar grammar)
      : body_(body), tokens_(body), grammar_(grammar) {
    for (const char* name : {"found", "new", "old", "sqlstate", "sqlerrm"}) {
      known_.insert(name);
    }
    sql::Lexer lexer(header, postgresql);
    for (Token token; lexer.next(token);) {
      if (is_name(token))
        know(header.substr(token.begin, token.end - token.begin));
    }
  }

  std::optional<Complaint> complaint() {
    const bool whole = options() && block() && (take(";"), at_end() || fail());
    if (whole || too_deep_) return std::nullopt;
    return std::move(complaint_);
  }

 private:
  // Everything below returns false once there is a complaint.

  bool options() {
    while (take("#")) {
      if (!name() || !name()) return false;
    }
    return true;
  }

  // [<<label>>] [DECLARE …] BEGIN … [EXCEPTION …] END [label]
  bool block() { return label() && rest_of_block(); }

  bool rest_of_block() {
    while (take_word("DECLARE")) {
      while (!at_word("BEGIN") && !at_word("DECLARE")) {
        if (!declaration()) return false;
      }
    }
    return word("BEGIN") && statements() && exceptions() && word("END") &&
           optional_name();
  }

  bool exceptions() {
    if (!take_word("EXCEPTION")) return true;
    if (!at_word("WHEN")) return fail();
    while (take_word("WHEN")) {
      do {
        if (!condition()) return false;
      } while (take_word("OR"));
      if (!word("THEN") || !statements()) return false;
    }
    return true;
  }

  bool condition() {
    if (!take_word("SQLSTATE")) return name();
    return string();
  }

  bool label() {
    if (!take("<<")) return true;
    know(here());
    return name() && symbol(">>");
  }

  bool declaration() {
    know(here());
    if (!name()) return false;
    if (take_word("ALIAS")) return word("FOR") && path() && symbol(";");
    if (at_cursor()) return cursor();
    take_word("CONSTANT");
    return type() && collation() && not_null() && value();
  }

  bool type() {
    const std::size_t begin = at_;
    if (!find({"COLLATE", "NOT", ":=", "=", "DEFAULT", ";"})) return false;
    if (at_ == begin) return fail("missing data type declaration");
    const bool of_another = std::any_of(
        &tokens_[begin], &tokens_[at_],
        [&](const Token& token) { return tokens_.text(token) == "%"; });
    return of_another || judge("SELECT CAST(NULL AS ", begin, at_, ")");
  }

  bool collation() { return !take_word("COLLATE") || path(); }
  bool not_null() { return !take_word("NOT") || word("NULL"); }

  bool value() {
    if (!take(":=") && !take("=") && !take_word("DEFAULT")) return symbol(";");
    return expression({";"}) && symbol(";");
  }

  bool at_cursor() const {
    if (at_word("CURSOR")) return true;
    if (at_word("SCROLL")) return at_word("CURSOR", 1);
    return at_word("NO") && at_word("SCROLL", 1);
  }

  bool cursor() {
    take_word("NO");
    take_word("SCROLL");
    if (!word("CURSOR") || !parentheses()) return false;
    if (!take_word("IS") && !word("FOR")) return false;
    return query({";"}) && symbol(";");
  }

  bool statements() {
    if (depth_ == deepest) {
      too_deep_ = true;
      return false;
    }
    ++depth_;
    while (!ends_statements()) {
      if (!statement()) return false;
    }
    --depth_;
    return true;
  }

  bool ends_statements() const {
    if (at_word("END") || at_word("ELSE") || at_word("WHEN")) return true;
    if (assigns()) return false;
    return at_word("EXCEPTION") || at_word("ELSIF") || at_word("ELSEIF");
  }

  bool statement() {
    if (at_end()) return fail();
    if (at("<<")) return labelled();
    if (assigns()) return assignment();
    if (at_word("BEGIN") || at_word("DECLARE")) {
      return rest_of_block() && symbol(";");
    }
    if (at_loop()) return loop();
    if (take_word("IF")) return if_statement();
    if (take_word("CASE")) return case_statement();
    if (take_word("NULL")) return symbol(";");
    return simple_statement();
  }

  bool simple_statement() {
    if (take_word("RETURN")) return return_statement();
    if (take_word("RAISE")) return raise();
    if (take_word("EXECUTE")) return execute() && symbol(";");
    if (take_word("EXIT") || take_word("CONTINUE")) return leave();
    if (take_word("ASSERT")) return expression({";"}) && symbol(";");
    if (take_word("PERFORM")) return judged("SELECT ", {";"}) && symbol(";");
    if (take_word("GET")) return diagnostics();
    if (take_word("OPEN")) return open();
    if (take_word("FETCH")) return fetch();
    if (take_word("MOVE")) return find({";"}) && symbol(";");
    if (take_word("CLOSE")) return path() && symbol(";");
    if (take_word("COMMIT") || take_word("ROLLBACK")) return chain();
    return sql_statement();
  }

  bool labelled() {
    if (!label()) return false;
    if (at_loop()) return loop();
    return rest_of_block() && symbol(";");
  }

  // Such a word begins no statement of SQL.
  bool assigns() const {
    if (at_end() || !is_name(tokens_[at_])) return false;
    if (is_reserved_here()) return false;
    return at(":=", 1) || at("=", 1) || at("[", 1) || at(".", 1);
  }

  bool assignment() {
    if (!known()) return false;
    next();
    while (at(".") || at("[")) {
      if (at("[") ? !brackets() : !(next(), name() || take("*"))) return false;
    }
    if (!take(":=") && !take("=")) return fail();
    return expression({";"}) && symbol(";");
  }

  bool if_statement() {
    do {
      if (!expression({"THEN"}) || !word("THEN") || !statements()) return false;
    } while (take_word("ELSIF") || take_word("ELSEIF"));
    if (take_word("ELSE") && !statements()) return false;
    return word("END") && word("IF") && symbol(";");
  }

  bool case_statement() {
    if (!at_word("WHEN") && !expression({"WHEN"})) return false;
    if (!at_word("WHEN")) return fail();
    while (take_word("WHEN")) {
      if (!expression({"THEN"}) || !word("THEN") || !statements()) return false;
    }
    if (take_word("ELSE") && !statements()) return false;
    return word("END") && word("CASE") && symbol(";");
  }

  bool at_loop() const {
    return at_word("LOOP") || at_word("WHILE") || at_word("FOR") ||
           at_word("FOREACH");
  }

  bool loop() {
    return head_of_loop() && word("LOOP") && statements() && word("END") &&
           word("LOOP") && optional_name() && symbol(";");
  }

  bool head_of_loop() {
    if (take_word("WHILE")) return expression({"LOOP"});
    if (take_word("FOR")) return for_head();
    if (take_word("FOREACH")) return foreach_head();
    return true;
  }

  bool for_head() {
    // That of a range is declared by the loop.
    know(here());
    if (!targets() || !word("IN")) return false;
    if (take_word("EXECUTE")) return execute();
    const bool reverse = take_word("REVERSE");
    const std::size_t begin = at_;
    if (!find({"..", "LOOP"})) return false;
    if (at("..")) return range(begin);
    if (reverse || at_ == begin) return fail();
    return names_cursor(begin) || judge("", begin, at_, "");
  }

  bool range(std::size_t begin) {
    if (at_ == begin) return fail("missing expression");
    if (!judge("SELECT ", begin, at_, "") || !symbol("..")) return false;
    if (!expression({"BY", "LOOP"})) return false;
    return !take_word("BY") || expression({"LOOP"});
  }

  // c or c(1, 2)
  bool names_cursor(std::size_t begin) const {
    if (!is_name(tokens_[begin]) || !is_known(tokens_.text(tokens_[begin]))) {
      return false;
    }
    return at_ == begin + 1 || tokens_.text(tokens_[begin + 1]) == "(";
  }

  bool foreach_head() {
    if (!targets()) return false;
    if (take_word("SLICE")) next();
    return word("IN") && word("ARRAY") && expression({"LOOP"});
  }

  bool leave() {
    if (!at(";") && !at_word("WHEN") && !name()) return false;
    if (take_word("WHEN") && !expression({";"})) return false;
    return symbol(";");
  }

  bool return_statement() {
    if (take_word("QUERY")) {
      const bool dynamic = take_word("EXECUTE");
      return (dynamic ? execute() : query({";"})) && symbol(";");
    }
    take_word("NEXT");
    return take(";") || (expression({";"}) && symbol(";"));
  }

  // RAISE [level] ['format' [, …] | condition | SQLSTATE '…'] [USING …]
  bool raise() {
    for (const char* level :
         {"EXCEPTION", "WARNING", "NOTICE", "INFO", "LOG", "DEBUG"}) {
      if (take_word(level)) break;
    }
    if (take(";")) return true;
    if (at_string()) {
      if (!format()) return false;
    } else if (take_word("SQLSTATE")) {
      if (!string()) return false;
    } else if (!at_word("USING") && !name()) {
      return false;
    }
    if (take_word("USING") && !raise_options()) return false;
    return symbol(";");
  }

  bool format() {
    const std::size_t place = tokens_[at_].begin;
    const std::optional<std::size_t> wanted = placeholders();
    while (at_string()) next();
    std::size_t given = 0;
    for (; take(","); ++given) {
      if (!expression({",", ";", "USING"})) return false;
    }
    if (!wanted || *wanted == given) return true;
    return fail_at(place, *wanted > given
                              ? "too few parameters specified for RAISE"
                              : "too many parameters specified for RAISE");
  }

  // Absent: the string goes on, or is of a kind that is not read.
  std::optional<std::size_t> placeholders() const {
    const std::string_view string = tokens_.text(tokens_[at_]);
    const auto content = sql::StringContent::of(string, 0);
    if (!content || at_string(1)) return std::nullopt;
    const std::string& text = content->text();
    std::size_t count = 0;
    for (std::size_t i = text.find('%'); i < text.size();
         i = text.find('%', i + 1)) {
      if (text.compare(i, 2, "%%") == 0) {
        ++i;
      } else {
        ++count;
      }
    }
    return count;
  }

  bool raise_options() {
    do {
      if (!name()) return false;
      if (!take("=") && !take(":=")) return fail();
      if (!expression({",", ";"})) return false;
    } while (take(","));
    return true;
  }

  // Behind EXECUTE; INTO and USING in any order.
  bool execute() {
    if (!expression({"INTO", "USING", ";", "LOOP"})) return false;
    while (at_word("INTO") || at_word("USING")) {
      if (take_word("INTO")) {
        if (!into()) return false;
      } else {
        next();
        if (!expression({"INTO", ";", "LOOP"})) return false;
      }
    }
    return true;
  }

  bool into() {
    take_word("STRICT");
    do {
      if (!known() || !path()) return false;
    } while (take(","));
    return true;
  }

  bool diagnostics() {
    if (!take_word("STACKED")) take_word("CURRENT");
    if (!word("DIAGNOSTICS")) return false;
    do {
      if (!known() || !path()) return false;
      while (at("[")) {
        if (!brackets()) return false;
      }
      if (!take("=") && !take(":=")) return fail();
      if (!name()) return false;
    } while (take(","));
    return symbol(";");
  }

  bool open() {
    if (!path() || !parentheses()) return false;
    take_word("NO");
    take_word("SCROLL");
    if (take_word("FOR")) {
      const bool dynamic = take_word("EXECUTE");
      if (!(dynamic ? execute() : query({";"}))) return false;
    }
    return symbol(";");
  }

  bool fetch() {
    return find({"INTO", ";"}) && word("INTO") && into() && symbol(";");
  }

  bool chain() {
    if (take_word("AND")) {
      take_word("NO");
      if (!word("CHAIN")) return false;
    }
    return symbol(";");
  }

  // What INTO names is PL/pgSQL's, and not seen by the grammar of SQL.
  bool sql_statement() {
    const std::size_t begin = at_;
    std::size_t depth = 0;
    std::size_t blocks = 0;
    std::vector<std::pair<std::size_t, std::size_t>> targets;
    for (; !at_end() && !(at(";") && depth == 0 && blocks == 0); next()) {
      if (at("(") || at("[")) ++depth;
      if ((at(")") || at("]")) && depth > 0) --depth;
      if (at_word_of(begin, "CREATE")) follow_atomic_body(blocks);
      if (!at_into(begin)) continue;
      targets.emplace_back(at_, at_);
      next();
      if (!into()) return false;
      targets.back().second = at_--;
    }
    if (at_end()) return fail("unexpected end of function definition");
    std::string text(body_between(begin, at_));
    for (const auto& [from, to] : targets) {
      const std::size_t size = body_between(from, to).size();
      text.replace(tokens_[from].begin - tokens_[begin].begin, size, size, ' ');
    }
    return judge_text("", text, begin, at_, "") && symbol(";");
  }

  bool at_into(std::size_t begin) const {
    if (!at_word("INTO") || at_ == begin) return false;
    return !at_word_of(begin, "IMPORT") && !at_word_of(at_ - 1, "INSERT") &&
           !at_word_of(at_ - 1, "MERGE");
  }

  void follow_atomic_body(std::size_t& blocks) const {
    if (at_word("BEGIN") || (blocks > 0 && at_word("CASE"))) ++blocks;
    if (at_word("END") && blocks > 0) --blocks;
  }

  // Smaller parts

  bool expression(std::initializer_list<std::string_view> ends) {
    const std::size_t begin = at_;
    if (!find(ends)) return false;
    if (at_ == begin) return fail("missing expression");
    return judge("SELECT ", begin, at_, "");
  }

  bool query(std::initializer_list<std::string_view> ends) {
    return judged("", ends);
  }

  bool judged(std::string_view before,
              std::initializer_list<std::string_view> ends) {
    const std::size_t begin = at_;
    return find(ends) && judge(before, begin, at_, "");
  }

  bool targets() {
    do {
      if (!path()) return false;
    } while (take(","));
    return true;
  }

  // a.b.c
  bool path() {
    if (!name()) return false;
    while (take(".")) {
      if (!name()) return false;
    }
    return true;
  }

  bool parentheses() { return !at("(") || skip_group("(", ")"); }
  bool brackets() { return skip_group("[", "]"); }

  bool skip_group(std::string_view open, std::string_view close) {
    std::size_t depth = 0;
    do {
      if (at_end() || at(";")) return fail("mismatched parentheses");
      if (at(open)) ++depth;
      if (at(close)) --depth;
      next();
    } while (depth > 0);
    return true;
  }

  // Up to the first of these that is in no parentheses.
  bool find(std::initializer_list<std::string_view> ends) {
    std::size_t depth = 0;
    for (; !at_end(); next()) {
      const bool found = std::any_of(
          ends.begin(), ends.end(),
          [&](std::string_view end) { return at_word(end) || at(end); });
      if (depth == 0 && found) return true;
      if (at(";")) break;
      if (at("(") || at("[")) ++depth;
      if (at(")") || at("]")) {
        if (depth == 0) return fail("mismatched parentheses");
        --depth;
      }
    }
    if (depth > 0) return fail("mismatched parentheses");
    return fail(
        fmt::format("missing \"{}\" at end of SQL expression", *ends.begin()));
  }

  std::string_view body_between(std::size_t begin, std::size_t end) const {
    const std::size_t from = tokens_[begin].begin;
    return body_.substr(from, tokens_[end - 1].end - from);
  }

  bool judge(std::string_view before, std::size_t begin, std::size_t end,
             std::string_view after) {
    if (begin == end) return fail();
    return judge_text(before, body_between(begin, end), begin, end, after);
  }

  // The text stands between two tokens.
  bool judge_text(std::string_view before, std::string_view text,
                  std::size_t begin, std::size_t end, std::string_view after) {
    const auto found = grammar_(fmt::format("{}{}{}", before, text, after));
    if (!found) return true;
    // There the grammar saw the end of its text, which is none of the body's.
    if (found->offset >= before.size() + text.size()) {
      return fail_at(place_of(end), unexpected(end));
    }
    const std::size_t inside =
        std::max(found->offset, before.size()) - before.size();
    return fail_at(tokens_[begin].begin + inside, found->message);
  }

  bool known() {
    if (at_end() || !is_name(tokens_[at_])) return fail();
    if (is_known(here())) return true;
    return fail_at(tokens_[at_].begin,
                   fmt::format("\"{}\" is not a known variable", here()));
  }

  bool is_known(std::string_view name) const {
    return name.front() == '$' || known_.contains(plain(name)) ||
           plain(name).starts_with("tg_");
  }

  void know(std::string_view name) { known_.insert(plain(name)); }

  static std::string plain(std::string_view name) {
    return name.starts_with('"') ? sql::unquoted(name) : lower(name);
  }

  bool word(std::string_view wanted) { return take_word(wanted) || fail(); }
  bool symbol(std::string_view wanted) { return take(wanted) || fail(); }

  bool name() {
    if (at_end() || !is_name(tokens_[at_]) || is_reserved_here()) return fail();
    next();
    return true;
  }

  bool optional_name() {
    const bool there =
        !at_end() && is_name(tokens_[at_]) && !is_reserved_here();
    if (there) next();
    return true;
  }

  bool string() {
    if (!at_string()) return fail();
    next();
    return true;
  }

  static bool is_name(const Token& token) {
    return token.kind == TokenKind::word ||
           token.kind == TokenKind::quoted_name;
  }

  bool is_reserved_here() const { return is_reserved(here()); }

  bool at_string(std::size_t ahead = 0) const {
    return at_ + ahead < tokens_.size() &&
           tokens_[at_ + ahead].kind == TokenKind::string;
  }

  bool at_word(std::string_view wanted, std::size_t ahead = 0) const {
    if (at_ + ahead >= tokens_.size()) return false;
    const Token& token = tokens_[at_ + ahead];
    return token.kind == TokenKind::word &&
           sql::is_word(tokens_.text(token), wanted);
  }

  bool at_word_of(std::size_t token, std::string_view wanted) const {
    return sql::is_word(tokens_.text(tokens_[token]), wanted);
  }

  bool at(std::string_view wanted, std::size_t ahead = 0) const {
    if (at_ + ahead >= tokens_.size()) return false;
    const Token& token = tokens_[at_ + ahead];
    const bool sign =
        token.kind == TokenKind::symbol || token.kind == TokenKind::semicolon;
    return sign && tokens_.text(token) == wanted;
  }

  bool take_word(std::string_view wanted) {
    if (!at_word(wanted)) return false;
    next();
    return true;
  }

  bool take(std::string_view wanted) {
    if (!at(wanted)) return false;
    next();
    return true;
  }

  bool at_end() const { return at_ >= tokens_.size(); }
  void next() { ++at_; }
  // Empty at the end.
  std::string_view here() const {
    return at_end() ? std::string_view() : tokens_.text(tokens_[at_]);
  }

  std::size_t place_of(std::size_t token) const {
    if (token < tokens_.size()) return tokens_[token].begin;
    return tokens_.size() == 0 ? 0 : tokens_[tokens_.size() - 1].begin;
  }

  std::string unexpected(std::size_t token) const {
    if (token >= tokens_.size()) return "syntax error at end of input";
    return fmt::format("syntax error at or near \"{}\"",
                       tokens_.text(tokens_[token]));
  }

  bool fail() { return fail_at(place_of(at_), unexpected(at_)); }
  bool fail(std::string message) {
    return fail_at(place_of(at_), std::move(message));
  }
  // The first is the one.
  bool fail_at(std::size_t offset, std::string message) {
    if (!complaint_) complaint_ = {std::move(message), offset};
    return false;
  }

  std::string_view body_;
  PlpgsqlTokens tokens_;
  SqlGrammar grammar_;
  std::size_t at_ = 0;
  /// How many blocks, loops and so on are open.
  std::size_t depth_ = 0;
  bool too_deep_ = false;
  /// Whatever may be a variable somewhere in the body.
  std::set<std::string> known_;
  std::optional<Complaint> complaint_;
};

}  // namespace

std::optional<Complaint> plpgsql_complaint(std::string_view body,
                                           std::string_view header,
                                           SqlGrammar grammar) {
  return BodyReader(body, header, grammar).complaint();
}

}  // namespace godwit::tool
