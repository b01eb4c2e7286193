// SPDX-License-Identifier: BSL-1.0
#include "schema/sqlite_table_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace godwit::schema {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(SqliteText, IsTheSameHoweverItIsWritten) {
  EXPECT_EQ(normalised("CREATE INDEX  \"I\" -- fast\n ON [t] (`a`)"),
            normalised("create index i on t(a)"));
}

TEST(SqliteText, KeepsStringsAndNamesThatNeedTheirQuotes) {
  EXPECT_EQ(normalised("SELECT 'It''s'"), "select 'It''s'");
  EXPECT_NE(normalised("SELECT \"a b\""), normalised("SELECT a b"));
}

TEST(SqliteTable, HasChecksOfColumnsAndOfTheTable) {
  EXPECT_THAT(
      only_in_text("CREATE TABLE t (a INT CHECK (a > (1)), b, "
                   "CHECK (a <> b OR b IN (1, 2)))"),
      ElementsAre("check (a > ( 1 ))", "check (a < > b or b in ( 1 , 2 ))"));
}

TEST(SqliteTable, HasCollationsAndGeneratedColumns) {
  EXPECT_THAT(only_in_text("CREATE TABLE t (a TEXT COLLATE NOCASE, "
                           "b GENERATED ALWAYS AS (a || 'x') STORED)"),
              ElementsAre("column a: collate nocase",
                          "column b: generated as (a | | 'x')"));
}

TEST(SqliteTable, HasItsOptions) {
  EXPECT_THAT(only_in_text("CREATE TABLE t (a INTEGER PRIMARY KEY "
                           "AUTOINCREMENT)"),
              ElementsAre("autoincrement"));
  EXPECT_THAT(only_in_text("CREATE TABLE t (a INT PRIMARY KEY) "
                           "WITHOUT ROWID, STRICT"),
              ElementsAre("without rowid", "strict"));
}

TEST(SqliteTable, TakesNoStringForAKeyword) {
  EXPECT_THAT(only_in_text("CREATE TABLE t (a TEXT DEFAULT 'check', "
                           "b TEXT DEFAULT ('x, check (y)'))"),
              IsEmpty());
}

TEST(SqliteTable, ThatIsVirtualIsItsWholeText) {
  EXPECT_THAT(only_in_text("CREATE VIRTUAL TABLE t USING fts5(a)"),
              ElementsAre("create virtual table t using fts5 ( a )"));
}

}  // namespace
}  // namespace godwit::schema
