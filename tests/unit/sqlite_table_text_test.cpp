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
  EXPECT_THAT(only_in_text("a INT CHECK (a > (1))", "a"),
              ElementsAre("check (a > ( 1 ))"));
  EXPECT_THAT(only_in_text("CHECK (a <> b OR b IN (1, 2))", ""),
              ElementsAre("check (a < > b or b in ( 1 , 2 ))"));
}

TEST(SqliteTable, HasCollationsAndGeneratedColumns) {
  EXPECT_THAT(only_in_text("a TEXT COLLATE NOCASE", "a"),
              ElementsAre("column a: collate nocase"));
  EXPECT_THAT(only_in_text("b GENERATED ALWAYS AS (a || 'x') STORED", "b"),
              ElementsAre("column b: generated as (a | | 'x')"));
}

TEST(SqliteTable, SaysInOneWayWhatIsUnique) {
  EXPECT_THAT(only_in_text("\"A\" TEXT unique", "a"),
              ElementsAre("unique (a)"));
  EXPECT_THAT(only_in_text("CONSTRAINT u UNIQUE (A)", ""),
              ElementsAre("unique (a)"));
}

TEST(SqliteTable, CountsByItself) {
  EXPECT_THAT(only_in_text("a INTEGER PRIMARY KEY AUTOINCREMENT", "a"),
              ElementsAre("autoincrement"));
}

TEST(SqliteTable, TakesNoStringAndNoNameForAKeyword) {
  EXPECT_THAT(only_in_text("a TEXT DEFAULT 'check'", "a"), IsEmpty());
  EXPECT_THAT(only_in_text("b TEXT DEFAULT ('x, check (y)')", "b"), IsEmpty());
  EXPECT_THAT(only_in_text("\"unique\" TEXT", "unique"), IsEmpty());
}

}  // namespace
}  // namespace godwit::schema
