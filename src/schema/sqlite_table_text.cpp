// SPDX-License-Identifier: BSL-1.0
#include "schema/sqlite_table_text.h"

#include <algorithm>
#include <cctype>

#include "base/ascii.h"
#include "sql/string_content.h"
#include "sql/words.h"

namespace godwit::schema {
namespace {

using sql::Token;
using sql::TokenKind;

struct Word {
  std::string text;
  bool name = false;
};
using Words = std::vector<Word>;

// "person", [person] and `person` are person; what needs its quotes keeps them.
std::string without_quotes(std::string_view text) {
  const std::string_view inside = text.substr(1, text.size() - 2);
  const bool plain =
      !inside.empty() && std::all_of(inside.begin(), inside.end(), [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
      });
  return lower(plain ? inside : text);
}

Words words_of(std::string_view statement) {
  Words words;
  sql::Lexer lexer(statement, Dialect::sqlite);
  for (Token token; lexer.next(token);) {
    if (is_comment(token)) continue;
    const auto text = statement.substr(token.begin, token.end - token.begin);
    switch (token.kind) {
      case TokenKind::string:
        words.push_back({std::string(text)});
        break;
      case TokenKind::quoted_name:
        words.push_back({without_quotes(text), true});
        break;
      default:
        words.push_back({lower(text), token.kind == TokenKind::word});
    }
  }
  return words;
}

std::string joined(const Words& words) {
  std::string text;
  for (const Word& word : words) {
    if (!text.empty()) text += ' ';
    text += word.text;
  }
  return text;
}

// Of the words behind the one that opens a parenthesis, those inside of it.
Words inside(const Words& words, std::size_t begin) {
  Words result;
  int depth = 1;
  for (std::size_t i = begin; i < words.size(); ++i) {
    if (words[i].text == "(") ++depth;
    if (words[i].text == ")" && --depth == 0) break;
    result.push_back(words[i]);
  }
  return result;
}

// The parts between commas that stand in no parentheses.
std::vector<Words> parts(const Words& words) {
  std::vector<Words> result(1);
  int depth = 0;
  for (const Word& word : words) {
    if (word.text == "(") ++depth;
    if (word.text == ")") --depth;
    if (word.text == "," && depth == 0) {
      result.emplace_back();
    } else {
      result.back().push_back(word);
    }
  }
  return result;
}

// Without comments.
std::vector<Token> tokens_of(std::string_view statement) {
  std::vector<Token> tokens;
  sql::Lexer lexer(statement, Dialect::sqlite);
  for (Token token; lexer.next(token);) {
    if (!is_comment(token)) tokens.push_back(token);
  }
  return tokens;
}

// A constraint begins with a keyword, which no name can be without quotes.
TableItem read_item(std::string_view text) {
  TableItem item{.text = std::string(text)};
  const Words words = words_of(text);
  const bool is_constraint =
      words.size() > 1 && words[0].name &&
      sql::is_any_of(text.substr(0, words[0].text.size()),
                     {"CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"});
  if (is_constraint) {
    item.definition = joined(words);
  } else {
    const Token name = tokens_of(text).front();
    const auto written = text.substr(0, name.end);
    item.column = lower(name.kind == TokenKind::word ? std::string(written)
                                                     : sql::unquoted(written));
    item.definition = joined(Words(words.begin() + 1, words.end()));
  }
  return item;
}

}  // namespace

std::string normalised(std::string_view statement) {
  return joined(words_of(statement));
}

std::vector<std::string> only_in_text(std::string_view item,
                                      const std::string& column) {
  Words words = words_of(item);
  if (!column.empty() && !words.empty()) words.erase(words.begin());
  std::vector<std::string> lines;
  int depth = 0;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& text = words[i].text;
    if (text == "(") ++depth;
    if (text == ")") --depth;
    if (depth != 0) continue;
    const bool opens = i + 1 < words.size() && words[i + 1].text == "(";
    if (text == "check" && opens) {
      lines.push_back("check (" + joined(inside(words, i + 2)) + ")");
    } else if (text == "as" && opens) {
      lines.push_back("column " + column + ": generated as (" +
                      joined(inside(words, i + 2)) + ")");
    } else if (text == "collate" && i + 1 < words.size()) {
      lines.push_back("column " + column + ": collate " + words[i + 1].text);
    } else if (text == "unique") {
      const std::string columns =
          column.empty() ? joined(inside(words, i + 2)) : column;
      lines.push_back("unique (" + columns + ")");
    }
  }
  if (!words.empty() && words.back().text == "autoincrement") {
    lines.emplace_back("autoincrement");
  }
  return lines;
}

TableText read_table_text(std::string_view create_table) {
  TableText result;
  const std::vector<Token> tokens = tokens_of(create_table);
  // CREATE TABLE, the name and the parenthesis.
  if (tokens.size() < 4) return result;
  result.name_begin = tokens[2].begin;
  result.name_end = tokens[2].end;
  const auto is = [&](const Token& token, char symbol) {
    return create_table.substr(token.begin, token.end - token.begin) ==
           std::string_view(&symbol, 1);
  };
  int depth = 0;
  std::size_t begin = 4;
  std::size_t i = 3;
  for (; i < tokens.size(); ++i) {
    if (is(tokens[i], '(')) ++depth;
    if (is(tokens[i], ')')) --depth;
    const bool ends = depth == 0 || (depth == 1 && is(tokens[i], ','));
    if (ends && i > begin) {
      result.items.push_back(read_item(create_table.substr(
          tokens[begin].begin, tokens[i - 1].end - tokens[begin].begin)));
      begin = i + 1;
    }
    if (depth == 0) break;
  }
  if (i + 1 < tokens.size()) {
    const auto tail = create_table.substr(tokens[i + 1].begin);
    for (const Words& option : parts(words_of(tail))) {
      if (!option.empty()) result.options.push_back(joined(option));
    }
    std::sort(result.options.begin(), result.options.end());
  }
  return result;
}

}  // namespace godwit::schema
