// SPDX-License-Identifier: BSL-1.0
#include "sql/made_object.h"

#include <algorithm>

#include "base/ascii.h"
#include "sql/string_content.h"
#include "sql/words.h"

namespace godwit::sql {
namespace {

// SQLite takes names in any case for the same one, quoted or not.
std::string plain(std::string_view name, bool quoted, Dialect dialect) {
  std::string text = quoted ? unquoted(name) : std::string(name);
  return quoted && dialect == Dialect::postgresql ? text : lower(text);
}

struct Name {
  std::string whole = {};
  std::string last = {};
};

// `text` is the first part of it, and afterwards what follows.
Name take_name(std::string_view& text, Words& words, Dialect dialect) {
  Name name;
  while (words.at_name()) {
    name.whole += text;
    name.last = plain(text, !words.at_word(), dialect);
    text = words.next();
    if (text != ".") break;
    name.whole += text;
    text = words.next();
  }
  return name;
}

std::string_view past(std::string_view text, Words& words,
                      std::initializer_list<std::string_view> skipped) {
  while (is_any_of(text, skipped)) text = words.next();
  return text;
}

// Those of a function or procedure, without what they are where nobody says;
// `text` is the opening parenthesis.
std::string take_arguments(std::string_view text, Words& words) {
  if (text != "(") return {};
  std::string arguments = "(";
  bool otherwise = false;
  int depth = 1;
  for (text = words.next(); !text.empty(); text = words.next()) {
    if (text == "(") ++depth;
    if (text == ")" && --depth == 0) return arguments + ")";
    if (depth == 1 && text == ",") otherwise = false;
    if (depth == 1 && (text == "=" || is_word(text, "DEFAULT"))) {
      otherwise = true;
    }
    if (otherwise) continue;
    const bool apart = words.at_name() || words.at_string();
    if (apart && arguments.back() != '(' && arguments.back() != '.') {
      arguments += ' ';
    }
    arguments += text;
  }
  return {};
}

std::string take_table_of_trigger(std::string_view text, Words& words,
                                  Dialect dialect) {
  while (!text.empty() && !is_word(text, "ON")) text = words.next();
  text = words.next();
  const Name table = take_name(text, words, dialect);
  return table.whole.empty() ? std::string() : " ON " + table.whole;
}

bool is_made(std::string_view kind) {
  return is_any_of(kind, {"VIEW", "FUNCTION", "PROCEDURE", "AGGREGATE",
                          "TRIGGER", "TABLE", "TYPE", "DOMAIN", "SEQUENCE"});
}

void add_names(std::string_view text, Dialect dialect,
               std::set<std::string>& names) {
  Lexer lexer(text, dialect);
  for (Token token; lexer.next(token);) {
    const auto word = text.substr(token.begin, token.end - token.begin);
    if (token.kind == TokenKind::word || token.kind == TokenKind::quoted_name) {
      names.insert(plain(word, token.kind != TokenKind::word, dialect));
    } else if (token.kind == TokenKind::string && word.starts_with('$')) {
      if (const auto content = StringContent::of(word, 0)) {
        add_names(content->text(), dialect, names);
      }
    }
  }
}

}  // namespace

std::optional<MadeObject> made_object(std::string_view statement,
                                      Dialect dialect) {
  Words words(statement, dialect);
  if (!is_word(words.next(), "CREATE")) return std::nullopt;
  std::string_view text = past(words.next(), words,
                               {"OR", "REPLACE", "TEMP", "TEMPORARY",
                                "RECURSIVE", "CONSTRAINT", "UNLOGGED"});
  MadeObject made;
  if (is_word(text, "MATERIALIZED")) {
    made.kind = "MATERIALIZED ";
    text = words.next();
  }
  if (!is_made(text)) return std::nullopt;
  std::transform(
      text.begin(), text.end(), std::back_inserter(made.kind),
      [](char c) { return is_letter(c) ? static_cast<char>(c & ~0x20) : c; });
  text = past(words.next(), words, {"IF", "NOT", "EXISTS"});
  Name name = take_name(text, words, dialect);
  if (name.last.empty()) return std::nullopt;
  made.name = std::move(name.whole);
  made.plain_name = std::move(name.last);
  if (made.kind == "FUNCTION" || made.kind == "PROCEDURE") {
    made.behind_name = take_arguments(text, words);
  }
  if (made.kind == "TRIGGER" && dialect == Dialect::postgresql) {
    made.behind_name = take_table_of_trigger(text, words, dialect);
  }
  return made;
}

std::set<std::string> names_in(std::string_view text, Dialect dialect) {
  std::set<std::string> names;
  add_names(text, dialect, names);
  return names;
}

std::set<std::string> changed_tables(std::string_view script, Dialect dialect) {
  std::set<std::string> tables;
  for (const StatementRange range : split(script, dialect).ranges) {
    Words words(script.substr(range.begin, range.end - range.begin), dialect);
    if (!is_any_of(words.next(), {"ALTER", "DROP"})) continue;
    if (!is_word(words.next(), "TABLE")) continue;
    std::string_view text = past(words.next(), words, {"IF", "EXISTS", "ONLY"});
    do {
      if (text == ",") text = words.next();
      tables.insert(take_name(text, words, dialect).last);
    } while (text == ",");
  }
  return tables;
}

}  // namespace godwit::sql
