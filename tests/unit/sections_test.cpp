// SPDX-License-Identifier: BSL-1.0
#include <gmock/gmock.h>

#include "read_set.h"

namespace godwit {
namespace {

using test::only_error;
using test::read_file;
using test::ReadFiles;
using testing::HasSubstr;

TEST(Sections, CutAFileAtItsMarks) {
  const ReadFiles read = read_file(
      "-- migrate:up\nCREATE TABLE a();\n\n-- migrate:down\nDROP TABLE a;\n");

  ASSERT_EQ(only_error(read), "");
  EXPECT_EQ(read[0].up.text, "CREATE TABLE a();\n\n");
  EXPECT_EQ(read[0].up.first_line, 2u);
  ASSERT_TRUE(read[0].reversible());
  EXPECT_EQ(read[0].down->text, "DROP TABLE a;\n");
  EXPECT_EQ(read[0].down->first_line, 5u);
  EXPECT_EQ(read[0].down->file, "migrations/0001_a.sql");
}

TEST(Sections, TakeAFileWithoutMarksForAnUp) {
  const ReadFiles read = read_file("-- hello\nCREATE TABLE a();\n");

  ASSERT_EQ(only_error(read), "");
  EXPECT_EQ(read[0].up.text, "-- hello\nCREATE TABLE a();\n");
  EXPECT_EQ(read[0].up.first_line, 1u);
  EXPECT_FALSE(read[0].reversible());
}

TEST(Sections, NeedNoDown) {
  const ReadFiles read = read_file("-- migrate:up\nSELECT 1;");

  ASSERT_EQ(only_error(read), "");
  EXPECT_EQ(read[0].up.text, "SELECT 1;");
  EXPECT_FALSE(read[0].reversible());
}

TEST(Sections, MayBeEmpty) {
  const ReadFiles read = read_file("-- migrate:up\n-- migrate:down");

  ASSERT_EQ(only_error(read), "");
  EXPECT_EQ(read[0].up.text, "");
  ASSERT_TRUE(read[0].reversible());
  EXPECT_EQ(read[0].down->text, "");
  EXPECT_TRUE(read[0].down->statements.empty());
}

TEST(Sections, MayEndTheirLinesInThreeWays) {
  const ReadFiles read =
      read_file("-- migrate:up\r\nSELECT 1;\r\n--migrate:down\r\nSELECT 2;");
  ASSERT_EQ(only_error(read), "");
  EXPECT_EQ(read[0].up.text, "SELECT 1;\r\n");
  EXPECT_EQ(read[0].down->text, "SELECT 2;");

  const ReadFiles old =
      read_file("-- migrate:up\rSELECT 1;\r-- migrate:down\r");
  ASSERT_EQ(only_error(old), "");
  EXPECT_EQ(old[0].up.text, "SELECT 1;\r");
}

TEST(Sections, MayBeIndentedAndSpacedAndInCapitals) {
  const ReadFiles read =
      read_file("  --  Migrate: up \nSELECT 1;\n\t-- migrate:down\t\n");

  ASSERT_EQ(only_error(read), "");
  EXPECT_EQ(read[0].up.text, "SELECT 1;\n\t");
  EXPECT_TRUE(read[0].reversible());
}

TEST(Sections, MayBeWrittenInAnyCase) {
  for (const char* file : {"-- MIGRATE:UP\nSELECT 1;\n-- MIGRATE:DOWN\n",
                           "-- Migrate:Up\nSELECT 1;\n-- migrate:Down\n",
                           "-- migrate:UP\nSELECT 1;\n-- MIGRATE:down\n"}) {
    const ReadFiles read = read_file(file);

    ASSERT_EQ(only_error(read), "") << file;
    EXPECT_EQ(read[0].up.text, "SELECT 1;\n");
    EXPECT_TRUE(read[0].reversible());
  }
}

TEST(Sections, OfSqliteMayEndTheirLinesWithLoneReturns) {
  const ReadFiles read = read_file(
      "-- migrate:up\r-- make it\rSELECT 1;\r-- migrate:down\rSELECT 2;\r",
      Dialect::sqlite);

  ASSERT_EQ(only_error(read), "");
  EXPECT_EQ(read[0].up.statements.size(), 1u);
  EXPECT_EQ(read[0].down->text, "SELECT 2;\r");
}

TEST(Sections, AreNotFoundInStringsAndBlockComments) {
  const ReadFiles read = read_file(
      "-- migrate:up\nSELECT '\n-- migrate:down\n', $$\n-- migrate:down\n$$;\n"
      "/*\n-- migrate:down\n*/");

  ASSERT_EQ(only_error(read), "");
  EXPECT_FALSE(read[0].reversible());
}

TEST(Sections, AllowOnlyCommentsAboveTheFirst) {
  EXPECT_EQ(only_error(read_file("-- a\n/* b */\n-- migrate:up\n")), "");
  EXPECT_EQ(only_error(read_file("-- a\nSELECT 1;\n-- migrate:up\n")),
            "migrations/0001_a.sql:2:1: SQL above \"-- migrate:up\"");
}

TEST(Sections, AreRefusedTwice) {
  EXPECT_EQ(only_error(read_file("-- migrate:up\n-- migrate:up\n")),
            "migrations/0001_a.sql:2:1: a second \"-- migrate:up\"");
  EXPECT_EQ(only_error(read_file("-- migrate:up\n-- migrate:down\n\n"
                                 "-- migrate:down\n")),
            "migrations/0001_a.sql:4:1: a second \"-- migrate:down\"");
  EXPECT_EQ(only_error(read_file("-- migrate:up\n-- migrate:down\n\n"
                                 "-- migrate:up\n")),
            "migrations/0001_a.sql:4:1: a second \"-- migrate:up\"");
}

TEST(Sections, AreRefusedWithDownAlone) {
  EXPECT_EQ(only_error(read_file("SELECT 1;\n-- migrate:down\n")),
            "migrations/0001_a.sql:2:1: \"-- migrate:down\" without \"-- "
            "migrate:up\" above it");
}

TEST(Sections, SuggestTheWordThatWasMeant) {
  const ReadFiles read = read_file("-- migrate:up\n  -- migrate:dwon\n");

  EXPECT_EQ(only_error(read),
            "migrations/0001_a.sql:2:3: \"migrate:dwon\" is not a mark that "
            "Godwit knows");
  EXPECT_EQ(read.errors()[0].location.source, "  -- migrate:dwon");
  EXPECT_THAT(read.errors()[0].hint, HasSubstr("'down'"));
}

TEST(Sections, AreRefusedBehindOtherText) {
  EXPECT_EQ(only_error(read_file("-- migrate:up\nSELECT 1; -- migrate:down")),
            "migrations/0001_a.sql:2:11: a section mark stands behind other "
            "text");
}

// What dbmate writes there is a directive of its own here.
TEST(Sections, TakeNoOptions) {
  const ReadFiles read = read_file("-- migrate:up transaction:false\n");

  EXPECT_EQ(only_error(read),
            "migrations/0001_a.sql:1:1: \"transaction:false\" after a section "
            "mark means nothing");
  EXPECT_THAT(read.errors()[0].hint, HasSubstr("no-transaction"));
}

TEST(Sections, AreRefusedInAFileOfAPair) {
  const ReadFiles read(Dialect::sqlite,
                       {{"1_a.up.sql", "SELECT 1;\n-- migrate:down\n"}});

  EXPECT_EQ(only_error(read),
            "migrations/1_a.up.sql:2:1: a section mark in a file that is one "
            "half of a pair");
}

}  // namespace
}  // namespace godwit
