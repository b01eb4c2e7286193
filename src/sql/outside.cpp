// SPDX-License-Identifier: BSL-1.0
#include "sql/outside.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "sql/option_list.h"
#include "sql/statements.h"
#include "sql/words.h"

namespace godwit::sql {
namespace {

constexpr Dialect postgresql = Dialect::postgresql;

/// What stands between the quotes of a string.
struct Content {
  std::string text;
  /// Where the text stands in the string; the same for all of it where quotes
  /// or escapes in it are doubled.
  std::size_t begin = 0;
  bool verbatim = true;
};

Content content_of(std::string_view string) {
  if (string.starts_with('$')) {
    const std::size_t tag = string.find('$', 1) + 1;
    if (string.size() < 2 * tag) return {};
    return {std::string(string.substr(tag, string.size() - 2 * tag)), tag};
  }
  const std::size_t open = string.find('\'');
  if (open == string.npos || open + 2 > string.size()) return {};
  const std::string_view inside =
      string.substr(open + 1, string.size() - open - 2);
  if (inside.find_first_of("'\\") == inside.npos) {
    return {std::string(inside), open + 1};
  }
  Content content{.text = {}, .begin = open + 1, .verbatim = false};
  for (std::size_t at = 0; at < inside.size(); ++at) {
    const bool doubled = inside.substr(at, 2) == "''";
    content.text += inside[at];
    if (doubled) ++at;
  }
  return content;
}

// COPY t FROM 'file', COPY (SELECT …) TO PROGRAM 'command'
std::string_view copies(Words words) {
  std::size_t depth = 0;
  for (auto text = words.next(); !text.empty(); text = words.next()) {
    if (text == "(") ++depth;
    if (text == ")" && depth > 0) --depth;
    const bool to = words.at_word() && is_word(text, "TO");
    const bool from = words.at_word() && is_word(text, "FROM");
    if (depth > 0 || (!to && !from)) continue;
    text = words.next();
    if (words.at_string()) {
      return to ? "COPY TO a file of the server"
                : "COPY FROM a file of the server";
    }
    if (!is_word(text, "PROGRAM")) return {};
    return to ? "COPY TO PROGRAM" : "COPY FROM PROGRAM";
  }
  return {};
}

// Without a path it is one of those that the server was installed with.
bool is_path(std::string_view string) {
  const std::string text = content_of(string).text;
  return text.find('/') != text.npos && !text.starts_with("$libdir/");
}

std::string_view loads(Words words) {
  return is_path(words.next()) ? "LOAD of a file of the server" : "";
}

// CREATE FUNCTION f() … AS '/lib/f' LANGUAGE c
std::string_view loads_function(Words words) {
  bool path = false;
  bool c = false;
  for (auto text = words.next(); !text.empty(); text = words.next()) {
    if (words.at_word() && is_word(text, "AS")) path = is_path(words.next());
    if (!words.at_word() || !is_word(text, "LANGUAGE")) continue;
    text = words.next();
    c = is_word(text, "C") || is_word(text, "'C'") || is_word(text, "\"C\"");
  }
  return c && path ? "a function in a file of the server" : "";
}

std::string_view subscribes(Words words) {
  const bool connects = with_option(words, "CONNECT").value_or(true);
  return connects ? "CREATE SUBSCRIPTION" : "";
}

// s ENABLE, s REFRESH …, s SET PUBLICATION p
std::string_view wakes_subscription(Words words) {
  words.next();
  const std::string_view verb = words.next();
  const bool connects = is_word(verb, "ENABLE") || is_word(verb, "REFRESH") ||
                        is_word(words.next(), "PUBLICATION");
  return connects && with_option(words, "REFRESH").value_or(true)
             ? "ALTER SUBSCRIPTION"
             : "";
}

// By the habit that their names end so: plperlu, plpython3u, pltclu.
std::string_view runs_untrusted(Words words) {
  for (auto text = words.next(); !text.empty(); text = words.next()) {
    if (!words.at_word() || !is_word(text, "LANGUAGE")) continue;
    std::string_view language = words.next();
    const bool quoted = language.ends_with('\'') || language.ends_with('"');
    if (quoted) language.remove_suffix(1);
    return language.ends_with('u') || language.ends_with('U')
               ? "DO in a language that is not trusted"
               : "";
  }
  return {};
}

struct Command {
  std::string_view head;
  /// What of it reaches outside; empty: it does not. Null: all of it does.
  std::string_view (*what)(Words words) = nullptr;
};

constexpr Command commands[] = {
    {"COPY", copies},
    {"LOAD", loads},
    {"CREATE FUNCTION", loads_function},
    {"CREATE OR REPLACE FUNCTION", loads_function},
    {"DO", runs_untrusted},
    {"ALTER SYSTEM"},
    {"CREATE TABLESPACE"},
    {"DROP TABLESPACE"},
    {"ALTER TABLESPACE"},
    {"CREATE DATABASE"},
    {"ALTER DATABASE"},
    {"DROP DATABASE"},
    {"CREATE SUBSCRIPTION", subscribes},
    {"ALTER SUBSCRIPTION", wakes_subscription},
    // It drops the slot of the other server.
    {"DROP SUBSCRIPTION"},
    {"CREATE SERVER"},
    {"ALTER SERVER"},
    {"IMPORT FOREIGN SCHEMA"},
};

bool takes(Words& words, std::string_view head) {
  while (!head.empty()) {
    const std::size_t size = std::min(head.find(' '), head.size());
    if (!is_word(words.next(), head.substr(0, size))) return false;
    head.remove_prefix(std::min(size + 1, head.size()));
  }
  return true;
}

std::string_view command_outside(std::string_view statement) {
  for (const Command& command : commands) {
    Words words(statement, postgresql);
    if (!takes(words, command.head)) continue;
    const auto what =
        command.what == nullptr ? command.head : command.what(words);
    if (!what.empty()) return what;
  }
  return {};
}

constexpr std::array<std::string_view, 17> functions = {
    "DBLINK",
    "LO_EXPORT",
    "LO_IMPORT",
    "PG_CANCEL_BACKEND",
    "PG_COPY_LOGICAL_REPLICATION_SLOT",
    "PG_COPY_PHYSICAL_REPLICATION_SLOT",
    "PG_CREATE_LOGICAL_REPLICATION_SLOT",
    "PG_CREATE_PHYSICAL_REPLICATION_SLOT",
    "PG_DROP_REPLICATION_SLOT",
    "PG_LOGDIR_LS",
    "PG_PROMOTE",
    "PG_READ_BINARY_FILE",
    "PG_READ_FILE",
    "PG_RELOAD_CONF",
    "PG_ROTATE_LOGFILE",
    "PG_STAT_FILE",
    "PG_TERMINATE_BACKEND",
};
constexpr std::array<std::string_view, 3> families = {"DBLINK_", "PG_FILE_",
                                                      "PG_LS_"};

// A quoted name counts where it is in small letters, as these are.
bool function_outside(std::string_view name) {
  if (name.starts_with('"') && name.size() > 2) {
    name = name.substr(1, name.size() - 2);
  }
  const auto begins = [&](std::string_view family) {
    return is_word(name.substr(0, family.size()), family);
  };
  return std::any_of(families.begin(), families.end(), begins) ||
         std::any_of(
             functions.begin(), functions.end(),
             [&](std::string_view known) { return is_word(name, known); });
}

// These name functions and do not call them.
bool only_names_functions(std::string_view statement) {
  for (const std::string_view head :
       {"GRANT", "REVOKE", "COMMENT", "ALTER", "DROP", "SECURITY",
        "CREATE FUNCTION", "CREATE PROCEDURE", "CREATE OR REPLACE FUNCTION",
        "CREATE OR REPLACE PROCEDURE"}) {
    Words words(statement, postgresql);
    if (takes(words, head)) return true;
  }
  return false;
}

// Behind these words a statement of PL/pgSQL begins.
bool opens_statement(std::string_view word) {
  return is_word(word, "BEGIN") || is_word(word, "THEN") ||
         is_word(word, "ELSE") || is_word(word, "LOOP");
}

/// Looks through one statement, of a script or of a block.
class Search {
 public:
  Search(std::string_view statement, bool in_block)
      : text_(statement), in_block_(in_block) {}

  std::optional<Outside> run() {
    Lexer lexer(text_, postgresql);
    for (Token token; lexer.next(token);) {
      if (is_comment(token)) continue;
      if (auto found = take(token)) return found;
      previous_ = token;
    }
    return std::nullopt;
  }

 private:
  std::string_view text_of(const Token& token) const {
    return text_.substr(token.begin, token.end - token.begin);
  }

  std::optional<Outside> take(const Token& token) {
    const bool begins =
        !previous_ || (in_block_ && previous_->kind == TokenKind::word &&
                       opens_statement(text_of(*previous_)));
    if (begins) begin_statement(text_.substr(token.begin));
    if (begins) {
      const auto what = command_outside(text_.substr(token.begin));
      if (!what.empty()) return Outside{std::string(what), token.begin};
    }
    if (text_of(token) == "(" && previous_ && !names_only_) return call();
    if (token.kind == TokenKind::string && runs_strings_) return inside(token);
    return std::nullopt;
  }

  void begin_statement(std::string_view rest) {
    names_only_ = only_names_functions(rest);
    Words words(rest, postgresql);
    const std::string_view first = words.next();
    is_block_ = is_word(first, "DO");
    runs_strings_ = is_block_ || (in_block_ && is_word(first, "EXECUTE"));
  }

  std::optional<Outside> call() const {
    const std::string_view name = text_of(*previous_);
    const bool named = previous_->kind == TokenKind::word ||
                       previous_->kind == TokenKind::quoted_name;
    if (!named || !function_outside(name)) return std::nullopt;
    return Outside{std::string(name) + "()", previous_->begin};
  }

  std::optional<Outside> inside(const Token& string) const {
    const Content content = content_of(text_of(string));
    for (const StatementRange& range : split(content.text, postgresql).ranges) {
      const auto statement = std::string_view(content.text)
                                 .substr(range.begin, range.end - range.begin);
      auto found = Search(statement, is_block_).run();
      if (!found) continue;
      found->offset = string.begin + content.begin +
                      (content.verbatim ? range.begin + found->offset : 0);
      return found;
    }
    return std::nullopt;
  }

  std::string_view text_;
  bool in_block_;
  std::optional<Token> previous_;
  /// Of the statement that began last.
  bool names_only_ = false;
  bool is_block_ = false;
  bool runs_strings_ = false;
};

}  // namespace

std::optional<Outside> reach_outside(std::string_view statement) {
  return Search(statement, false).run();
}

}  // namespace godwit::sql
