// SPDX-License-Identifier: BSL-1.0
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "sql/statements.h"

namespace godwit::sql {
namespace {

using Pieces = std::vector<std::string>;

Pieces pieces(std::string_view text, Dialect dialect) {
  Pieces found;
  for (const StatementRange& range : split(text, dialect).ranges) {
    found.emplace_back(text.substr(range.begin, range.end - range.begin));
  }
  return found;
}

Pieces postgresql(std::string_view text) {
  return pieces(text, Dialect::postgresql);
}
Pieces sqlite(std::string_view text) { return pieces(text, Dialect::sqlite); }

class SplitInBothDialects : public testing::TestWithParam<Dialect> {
 protected:
  static Pieces cut(std::string_view text) { return pieces(text, GetParam()); }
};

INSTANTIATE_TEST_SUITE_P(Dialects, SplitInBothDialects,
                         testing::Values(Dialect::postgresql, Dialect::sqlite),
                         [](const auto& each) {
                           return std::string(to_string(each.param));
                         });

TEST_P(SplitInBothDialects, CutsAtSemicolons) {
  EXPECT_EQ(cut("SELECT 1;\nSELECT 2;\n"), (Pieces{"SELECT 1", "SELECT 2"}));
}

TEST_P(SplitInBothDialects, TakesTheLastStatementWithoutASemicolon) {
  EXPECT_EQ(cut("SELECT 1;SELECT 2"), (Pieces{"SELECT 1", "SELECT 2"}));
  EXPECT_EQ(cut("SELECT 1 -- the end"), (Pieces{"SELECT 1"}));
}

TEST_P(SplitInBothDialects, LeavesOutPiecesWithoutAToken) {
  EXPECT_EQ(cut(""), Pieces{});
  EXPECT_EQ(cut(" \n\t"), Pieces{});
  EXPECT_EQ(cut("-- only\n/* comments */"), Pieces{});
  EXPECT_EQ(cut(";; /* ; */ ;SELECT 1;;\n;"), (Pieces{"SELECT 1"}));
}

TEST_P(SplitInBothDialects, BeginsAtTheFirstToken) {
  EXPECT_EQ(cut("-- why\n/* how */ SELECT 1;"), (Pieces{"SELECT 1"}));
}

TEST_P(SplitInBothDialects, KeepsCommentsInsideAStatement) {
  EXPECT_EQ(cut("SELECT /* ; */ 1 -- ; it's\n;SELECT 2"),
            (Pieces{"SELECT /* ; */ 1", "SELECT 2"}));
  EXPECT_EQ(cut("SELECT -- it's; x\n 1;SELECT 2"),
            (Pieces{"SELECT -- it's; x\n 1", "SELECT 2"}));
}

TEST_P(SplitInBothDialects, KeepsSemicolonsInsideQuotes) {
  EXPECT_EQ(cut("SELECT 'a;b''c;';SELECT \"d;e\""),
            (Pieces{"SELECT 'a;b''c;'", "SELECT \"d;e\""}));
  EXPECT_EQ(cut("SELECT 'over\nlines;\n';SELECT 2"),
            (Pieces{"SELECT 'over\nlines;\n'", "SELECT 2"}));
}

TEST_P(SplitInBothDialects, TakesDollarsAndCommentMarksInStringsForText) {
  EXPECT_EQ(cut("SELECT '^a$$';SELECT '/*';SELECT '--';"),
            (Pieces{"SELECT '^a$$'", "SELECT '/*'", "SELECT '--'"}));
}

TEST_P(SplitInBothDialects, TakesTextWithReturns) {
  EXPECT_EQ(cut("SELECT 1;\r\n-- c;\r\nSELECT 2;\r\n"),
            (Pieces{"SELECT 1", "SELECT 2"}));
}

TEST_P(SplitInBothDialects, TakesTextThatIsNotAscii) {
  EXPECT_EQ(cut("SELECT 'é;😀';-- €\nSELECT größe FROM x"),
            (Pieces{"SELECT 'é;😀'", "SELECT größe FROM x"}));
}

TEST_P(SplitInBothDialects, TakesVeryLongLines) {
  const std::string line = "SELECT '" + std::string(30'000, ';') + "'";
  EXPECT_EQ(cut(line + ";" + line), (Pieces{line, line}));
}

TEST_P(SplitInBothDialects, SaysWhatIsUnterminated) {
  const Statements found = split("SELECT 1; SELECT 'a;b", GetParam());

  ASSERT_TRUE(found.unterminated.has_value());
  EXPECT_EQ(found.unterminated->offset, 17u);
  EXPECT_EQ(found.unterminated->kind, TokenKind::string);
  EXPECT_FALSE(split("SELECT 'a';", GetParam()).unterminated.has_value());
}

TEST(SplitPostgresql, KeepsDollarQuotesWhole) {
  EXPECT_EQ(postgresql("DO $$ BEGIN; x := 'y'; END $$;SELECT 1"),
            (Pieces{"DO $$ BEGIN; x := 'y'; END $$", "SELECT 1"}));
  EXPECT_EQ(postgresql("DO $a$ EXECUTE $$b;$$; $b$;$b$; $a$;SELECT 1"),
            (Pieces{"DO $a$ EXECUTE $$b;$$; $b$;$b$; $a$", "SELECT 1"}));
  EXPECT_EQ(postgresql(R"(SELECT $${"a": "${b};"}$$;SELECT 1)"),
            (Pieces{R"(SELECT $${"a": "${b};"}$$)", "SELECT 1"}));
}

TEST(SplitPostgresql, KeepsARuleOfSeveralStatementsWhole) {
  const std::string rule =
      "CREATE RULE r AS ON DELETE TO t DO (DELETE FROM a; DELETE FROM b;)";
  EXPECT_EQ(postgresql(rule + ";SELECT 1"), (Pieces{rule, "SELECT 1"}));
}

TEST(SplitPostgresql, KeepsAtomicBodiesWhole) {
  const std::string body =
      "BEGIN ATOMIC\n  SELECT CASE WHEN x THEN 1 ELSE 2 END;\n"
      "  SELECT 2 AS end, t.case;\nEND";
  for (const char* head :
       {"CREATE FUNCTION f(x bool) RETURNS int ",
        "create or replace function \"begin\".f() RETURNS int ",
        "CREATE PROCEDURE p() ", "CREATE OR REPLACE PROCEDURE p() "}) {
    EXPECT_EQ(postgresql(head + body + ";SELECT 1;"),
              (Pieces{head + body, "SELECT 1"}));
  }
}

TEST(SplitPostgresql, NestsCaseInAtomicBodies) {
  const std::string function =
      "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC RETURN (CASE WHEN a THEN "
      "CASE b WHEN 1 THEN 2 END END); RETURN 1; END";
  EXPECT_EQ(postgresql(function + ";SELECT 1"), (Pieces{function, "SELECT 1"}));
}

TEST(SplitPostgresql, CutsBehindABeginThatIsNotAnAtomicBody) {
  EXPECT_EQ(postgresql("BEGIN;SELECT 1;END;"),
            (Pieces{"BEGIN", "SELECT 1", "END"}));
  EXPECT_EQ(postgresql("CREATE FUNCTION f(begin int) RETURNS int RETURN begin;"
                       "SELECT 1"),
            (Pieces{"CREATE FUNCTION f(begin int) RETURNS int RETURN begin",
                    "SELECT 1"}));
  EXPECT_EQ(postgresql("SELECT begin atomic FROM t;SELECT 1"),
            (Pieces{"SELECT begin atomic FROM t", "SELECT 1"}));
}

TEST(SplitPostgresql, SurvivesParenthesesThatDoNotMatch) {
  EXPECT_EQ(postgresql("SELECT 1);SELECT 2"),
            (Pieces{"SELECT 1)", "SELECT 2"}));
  EXPECT_EQ(postgresql("SELECT (1;SELECT 2"), (Pieces{"SELECT (1;SELECT 2"}));
}

TEST(SplitSqlite, KeepsQuotedNamesWhole) {
  EXPECT_EQ(sqlite("SELECT `a;b`;SELECT [c;d'];SELECT 3"),
            (Pieces{"SELECT `a;b`", "SELECT [c;d']", "SELECT 3"}));
}

TEST(SplitSqlite, KeepsTriggersWhole) {
  const std::string body =
      "TRIGGER t AFTER INSERT ON a WHEN CASE WHEN 1 THEN 1 END BEGIN\n"
      "  UPDATE a SET x = CASE WHEN y THEN 1 ELSE 2 END;\n"
      "  DELETE FROM b; -- END;\n"
      "END";
  for (const char* head :
       {"CREATE ", "create temp ", "CREATE TEMPORARY ", "EXPLAIN CREATE ",
        "EXPLAIN QUERY PLAN CREATE TEMP ", "CREATE /* a */ "}) {
    EXPECT_EQ(sqlite(head + body + ";SELECT 1;"),
              (Pieces{head + body, "SELECT 1"}));
    EXPECT_EQ(sqlite(head + body), (Pieces{head + body}));
  }
}

TEST(SplitSqlite, CutsBehindABeginThatIsNoTrigger) {
  EXPECT_EQ(sqlite("BEGIN TRANSACTION;SELECT 1;END;"),
            (Pieces{"BEGIN TRANSACTION", "SELECT 1", "END"}));
  EXPECT_EQ(sqlite("CREATE TABLE trigger_log(a, \"trigger\");SELECT 1"),
            (Pieces{"CREATE TABLE trigger_log(a, \"trigger\")", "SELECT 1"}));
}

TEST(SplitSqlite, TakesParenthesesForNothingSpecial) {
  EXPECT_EQ(sqlite("SELECT (1;SELECT 2"), (Pieces{"SELECT (1", "SELECT 2"}));
}

TEST(SplitSqlite, SaysWhereACommentBeginsThatDoesNotEnd) {
  const Statements found = split("SELECT 1; /* the end", Dialect::sqlite);
  EXPECT_EQ(found.ranges.size(), 1u);
  ASSERT_TRUE(found.unterminated.has_value());
  EXPECT_EQ(found.unterminated->offset, 10u);
}

}  // namespace
}  // namespace godwit::sql
