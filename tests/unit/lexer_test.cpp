// SPDX-License-Identifier: BSL-1.0
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "sql/statements.h"

namespace godwit::sql {
namespace {

constexpr Dialect postgresql = Dialect::postgresql;
constexpr Dialect sqlite = Dialect::sqlite;

char letter(TokenKind kind) { return "wqsnlb;y"[static_cast<int>(kind)]; }

// Each token as "kind:text", with '!' where the text does not end it.
std::vector<std::string> tokens(std::string_view text, Dialect dialect) {
  std::vector<std::string> found;
  Lexer lexer(text, dialect);
  for (Token token; lexer.next(token);) {
    std::string shown(1, letter(token.kind));
    shown += token.unterminated ? "!" : ":";
    shown += text.substr(token.begin, token.end - token.begin);
    found.push_back(shown);
  }
  return found;
}

using Tokens = std::vector<std::string>;

TEST(Lexer, ReadsWordsNumbersAndSymbols) {
  EXPECT_EQ(tokens("a_1+1.5e3,größe;", postgresql),
            (Tokens{"w:a_1", "y:+", "n:1.5e3", "y:,", "w:größe", ";:;"}));
  EXPECT_EQ(tokens("a_1+1.5e3,größe;", sqlite),
            (Tokens{"w:a_1", "y:+", "n:1.5e3", "y:,", "w:größe", ";:;"}));
}

TEST(Lexer, TakesADoubledQuoteForAQuote) {
  EXPECT_EQ(tokens("'it''s' \"a\"\"b\" x", postgresql),
            (Tokens{"s:'it''s'", "q:\"a\"\"b\"", "w:x"}));
  EXPECT_EQ(tokens("'it''s' \"a\"\"b\" `c``d` x", sqlite),
            (Tokens{"s:'it''s'", "q:\"a\"\"b\"", "q:`c``d`", "w:x"}));
  EXPECT_EQ(tokens("'' x", sqlite), (Tokens{"s:''", "w:x"}));
}

TEST(Lexer, TakesABackslashInAPlainStringForItself) {
  EXPECT_EQ(tokens(R"('a\' x)", postgresql), (Tokens{R"(s:'a\')", "w:x"}));
  EXPECT_EQ(tokens(R"('a\' x)", sqlite), (Tokens{R"(s:'a\')", "w:x"}));
}

TEST(Lexer, LetsABackslashEscapeAQuoteInAnEscapeString) {
  EXPECT_EQ(tokens(R"(E'a\'b' e'\\' x)", postgresql),
            (Tokens{R"(s:E'a\'b')", R"(s:e'\\')", "w:x"}));
  EXPECT_EQ(tokens(R"(E'a''b\n' x)", postgresql),
            (Tokens{R"(s:E'a''b\n')", "w:x"}));
}

TEST(Lexer, ContinuesAnEscapeStringOnALaterLine) {
  EXPECT_EQ(tokens("E'a'\n  'b\\'c' x", postgresql),
            (Tokens{"s:E'a'\n  'b\\'c'", "w:x"}));
  EXPECT_EQ(tokens("E'a' -- note\n 'b\\'c' x", postgresql),
            (Tokens{"s:E'a' -- note\n 'b\\'c'", "w:x"}));
  EXPECT_EQ(tokens("E'a' 'b\\' x", postgresql),
            (Tokens{"s:E'a'", "s:'b\\'", "w:x"}));
}

TEST(Lexer, KnowsThePrefixesOfStrings) {
  EXPECT_EQ(
      tokens(R"(U&'\0061' u&"b" B'01' x'ff' N'z')", postgresql),
      (Tokens{R"(s:U&'\0061')", R"(q:u&"b")", "s:B'01'", "s:x'ff'", "s:N'z'"}));
  EXPECT_EQ(tokens("X'ff' E'a\\' x", sqlite),
            (Tokens{"s:X'ff'", "w:E", "s:'a\\'", "w:x"}));
}

TEST(Lexer, TakesALetterAtTheEndOfAWordForNoPrefix) {
  EXPECT_EQ(tokens(R"(name'a\' x)", postgresql),
            (Tokens{"w:name", R"(s:'a\')", "w:x"}));
}

TEST(Lexer, ReadsDollarQuotes) {
  EXPECT_EQ(tokens("$$a;'b$$ x", postgresql), (Tokens{"s:$$a;'b$$", "w:x"}));
  EXPECT_EQ(tokens("$fn$a $$ $b$ c$fn$ x", postgresql),
            (Tokens{"s:$fn$a $$ $b$ c$fn$", "w:x"}));
  EXPECT_EQ(tokens("$é_1$;$é_1$", postgresql), (Tokens{"s:$é_1$;$é_1$"}));
  EXPECT_EQ(tokens("$$a$${;}$$$$", postgresql),
            (Tokens{"s:$$a$$", "y:{", ";:;", "y:}", "s:$$$$"}));
}

TEST(Lexer, TakesADollarInsideAWordForPartOfIt) {
  EXPECT_EQ(tokens("a$b$ ; c$b$", postgresql),
            (Tokens{"w:a$b$", ";:;", "w:c$b$"}));
}

TEST(Lexer, TakesAParameterForNoDollarQuote) {
  EXPECT_EQ(tokens("$1;$1", postgresql),
            (Tokens{"y:$", "n:1", ";:;", "y:$", "n:1"}));
  EXPECT_EQ(tokens("$1$;$1$", postgresql),
            (Tokens{"y:$", "n:1", "y:$", ";:;", "y:$", "n:1", "y:$"}));
}

TEST(Lexer, BeginsADollarQuoteRightBehindANumber) {
  EXPECT_EQ(tokens("1$$;$$", postgresql), (Tokens{"n:1", "s:$$;$$"}));
}

TEST(Lexer, KnowsNoDollarQuotesInSqlite) {
  EXPECT_EQ(tokens("$$;$$", sqlite),
            (Tokens{"y:$", "y:$", ";:;", "y:$", "y:$"}));
}

TEST(Lexer, KnowsBracketsAndBackticksInSqliteOnly) {
  EXPECT_EQ(tokens("[a;'b] x", sqlite), (Tokens{"q:[a;'b]", "w:x"}));
  EXPECT_EQ(tokens("a[1];", postgresql),
            (Tokens{"w:a", "y:[", "n:1", "y:]", ";:;"}));
  EXPECT_EQ(tokens("`;", postgresql), (Tokens{"y:`", ";:;"}));
}

TEST(Lexer, EndsALineCommentWithItsLine) {
  EXPECT_EQ(tokens("-- it's; a\nx", postgresql),
            (Tokens{"l:-- it's; a", "w:x"}));
  EXPECT_EQ(tokens("-- a\r\nx", postgresql), (Tokens{"l:-- a", "w:x"}));
  EXPECT_EQ(tokens("-- a\r\nx", sqlite), (Tokens{"l:-- a", "w:x"}));
  EXPECT_EQ(tokens("x--", sqlite), (Tokens{"w:x", "l:--"}));
}

// SQLite would read on to the next LF; its driver puts one there.
TEST(Lexer, EndsALineCommentAtALoneReturn) {
  EXPECT_EQ(tokens("-- a\rx", postgresql), (Tokens{"l:-- a", "w:x"}));
  EXPECT_EQ(tokens("-- a\rx\ny", sqlite), (Tokens{"l:-- a", "w:x", "w:y"}));
}

TEST(Lexer, NestsBlockCommentsInPostgresqlOnly) {
  EXPECT_EQ(tokens("/* a /* ; */ ' */ x", postgresql),
            (Tokens{"b:/* a /* ; */ ' */", "w:x"}));
  EXPECT_EQ(tokens("/* a /* ; */ x", sqlite),
            (Tokens{"b:/* a /* ; */", "w:x"}));
  EXPECT_EQ(tokens("/**//*/*/x*/*/ y", postgresql),
            (Tokens{"b:/**/", "b:/*/*/x*/*/", "w:y"}));
  EXPECT_EQ(tokens("/*/ x */y", sqlite), (Tokens{"b:/*/ x */", "w:y"}));
}

TEST(Lexer, BeginsACommentInTheMiddleOfOperators) {
  EXPECT_EQ(tokens("a*/*c*/b", postgresql),
            (Tokens{"w:a", "y:*", "b:/*c*/", "w:b"}));
  EXPECT_EQ(tokens("a@--c\nb", postgresql),
            (Tokens{"w:a", "y:@", "l:--c", "w:b"}));
}

TEST(Lexer, TakesCommentsInStringsForText) {
  EXPECT_EQ(tokens("'/* -- ' x", postgresql), (Tokens{"s:'/* -- '", "w:x"}));
  EXPECT_EQ(tokens("'/* -- ' x", sqlite), (Tokens{"s:'/* -- '", "w:x"}));
}

TEST(Lexer, TakesQuestionMarksAndBracesForSymbols) {
  EXPECT_EQ(
      tokens("a ? '${b}' {{c}}", postgresql),
      (Tokens{"w:a", "y:?", "s:'${b}'", "y:{", "y:{", "w:c", "y:}", "y:}"}));
}

TEST(Lexer, SaysWhatTheTextDoesNotEnd) {
  EXPECT_EQ(tokens("'a;", postgresql), (Tokens{"s!'a;"}));
  EXPECT_EQ(tokens("E'a\\'", postgresql), (Tokens{"s!E'a\\'"}));
  EXPECT_EQ(tokens("E'a\\", postgresql), (Tokens{"s!E'a\\"}));
  EXPECT_EQ(tokens("\"a", postgresql), (Tokens{"q!\"a"}));
  EXPECT_EQ(tokens("$a$ $b$", postgresql), (Tokens{"s!$a$ $b$"}));
  EXPECT_EQ(tokens("/* /* */", postgresql), (Tokens{"b!/* /* */"}));
  EXPECT_EQ(tokens("'a''", sqlite), (Tokens{"s!'a''"}));
  EXPECT_EQ(tokens("[a", sqlite), (Tokens{"q![a"}));
  EXPECT_EQ(tokens("`a", sqlite), (Tokens{"q!`a"}));
}

// SQLite would take the end of the text for the end of the comment.
TEST(Lexer, DoesNotLetTheTextEndABlockCommentOfSqlite) {
  EXPECT_EQ(tokens("/* a", sqlite), (Tokens{"b!/* a"}));
  EXPECT_EQ(tokens("x /*", sqlite), (Tokens{"w:x", "b!/*"}));
}

TEST(Lexer, FindsNothingInAnEmptyText) {
  EXPECT_EQ(tokens("", postgresql), Tokens{});
  EXPECT_EQ(tokens(" \t\r\n", sqlite), Tokens{});
}

}  // namespace
}  // namespace godwit::sql
