// SPDX-License-Identifier: BSL-1.0
// The console, and exports.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rows/export.h"
#include "rows/rows_database.h"
#include "rows/sql_console.h"

namespace godwit::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

constexpr const char* things =
    "CREATE TABLE thing (id integer PRIMARY KEY, t text, n integer);"
    "INSERT INTO thing VALUES (1, 'a,\"b\"', 5), (2, NULL, 6), (3, '', NULL)";

std::string exported(const RowsDatabase& database,
                     rows::ExportRequest request) {
  std::string text;
  const auto done = rows::export_rows(database.source(), request,
                                      [&](std::string_view piece) {
                                        text += piece;
                                        return true;
                                      });
  if (!done) return "error: " + done.error().message;
  return text;
}

TEST(Run, CarriesStatementsOutOneAfterTheOther) {
  const RowsDatabase database(things);

  const auto outcome =
      run(database,
          {.sql = "SELECT 1 AS one; -- and\nSELECT id FROM thing ORDER BY id;",
           .limit = 2});

  ASSERT_FALSE(outcome.failure.has_value());
  ASSERT_EQ(outcome.results.size(), 2u);
  EXPECT_THAT(outcome.results[0].names, ElementsAre("one"));
  EXPECT_EQ(outcome.results[1].rows.size(), 2u);
  EXPECT_TRUE(outcome.results[1].done.more);
}

TEST(Run, SaysWhereInAllOfTheTextOneHasFailed) {
  const RowsDatabase database(things);
  const std::string sql = "SELECT 1;\nSELECT nonsense FROM thing";

  const auto outcome = run(database, {.sql = sql});

  ASSERT_TRUE(outcome.failure.has_value());
  EXPECT_EQ(outcome.results.size(), 1u);
  EXPECT_EQ(outcome.failure->offset, sql.find("nonsense"));
}

TEST(Run, ShowsHowManyRowsWouldChangeAndKeepsThemOnlyThen) {
  const RowsDatabase database(things);
  rows::RunRequest request{
      .sql = "UPDATE thing SET n = 1; DELETE FROM thing WHERE id > 1",
      .write = true};

  const auto looked = run(database, request);
  ASSERT_FALSE(looked.failure.has_value()) << looked.failure->error.message;
  EXPECT_EQ(looked.results[0].done.changed, 3);
  EXPECT_EQ(looked.results[1].done.changed, 2);
  EXPECT_FALSE(looked.committed);
  EXPECT_EQ(database.value("SELECT count(*) FROM thing"), "3");

  request.commit = true;
  request.expected = {{3, 1}};
  EXPECT_TRUE(run(database, request).failure.has_value());
  EXPECT_EQ(database.value("SELECT count(*) FROM thing"), "3");
  request.expected = {{3, 2}};
  EXPECT_TRUE(run(database, request).committed);
  EXPECT_EQ(database.value("SELECT count(*) FROM thing"), "1");
}

TEST(Run, CutsLongValues) {
  const RowsDatabase database(things);

  const auto outcome =
      run(database,
          {.sql = on_postgresql()
                      ? "SELECT repeat('x', 100000)"
                      : "SELECT replace(hex(zeroblob(50000)), '0', 'x')"});

  ASSERT_EQ(outcome.results.size(), 1u);
  EXPECT_EQ(outcome.results[0].rows[0][0].length, 100'000u);
  EXPECT_EQ(outcome.results[0].rows[0][0].value->text.size(), 512u);
}

TEST(Run, ExplainsWithoutCarryingOut) {
  const RowsDatabase database(things);

  EXPECT_THAT(
      rows::explain(database.source(), "SELECT * FROM thing WHERE id = 1")
          .value(),
      HasSubstr("thing"));
}

TEST(Export, WritesCsvInWhichNullAndEmptyDiffer) {
  const RowsDatabase database(things);

  EXPECT_EQ(exported(database, {.selection = {.table = table_named("thing")}}),
            "id,t,n\n1,\"a,\"\"b\"\"\",5\n2,,6\n3,\"\",\n");
}

TEST(Export, WritesJsonOfTexts) {
  const RowsDatabase database(things);

  EXPECT_EQ(exported(database,
                     {.sql = "SELECT id, t FROM thing WHERE id < 3 ORDER BY id",
                      .format = rows::ExportFormat::json}),
            "[\n{\"id\":\"1\",\"t\":\"a,\\\"b\\\"\"},\n"
            "{\"id\":\"2\",\"t\":null}\n]\n");
}

TEST(Export, WritesSqlThatMakesTheSameRows) {
  const RowsDatabase here(things);
  const RowsDatabase there(
      "CREATE TABLE thing (id integer PRIMARY KEY, t text, n integer)");

  there.execute(exported(here, {.selection = {.table = table_named("thing")},
                                .format = rows::ExportFormat::sql}));

  const auto all = "SELECT id, coalesce(t, '-'), n FROM thing ORDER BY id";
  EXPECT_EQ(there.rows(all), here.rows(all));
}

// What a spreadsheet would run, where somebody asks for that alone.
TEST(Export, WritesNoFormulasWhereAsked) {
  const RowsDatabase database(
      "CREATE TABLE said (id integer PRIMARY KEY, \"@t\" text);"
      "INSERT INTO said VALUES (1, '=1+1'), (2, '+1'), (-3, '-1'), (4, '@a'), "
      "(5, '=\"x\"'), (6, 'a=1'), (7, ''), (8, NULL)");
  rows::ExportRequest request{.selection = {.table = table_named("said")}};

  EXPECT_EQ(
      exported(database, request),
      "id,@t\n-3,-1\n1,=1+1\n2,+1\n4,@a\n5,\"=\"\"x\"\"\"\n6,a=1\n7,\"\"\n"
      "8,\n");
  request.defuse_formulas = true;
  EXPECT_EQ(exported(database, request),
            "id,'@t\n'-3,'-1\n1,'=1+1\n2,'+1\n4,'@a\n5,\"'=\"\"x\"\"\"\n6,a=1\n"
            "7,\"\"\n8,\n");
}

TEST(Export, EndsWhereNobodyReadsAnyMore) {
  const RowsDatabase database(things);
  int pieces = 0;

  const auto done = rows::export_rows(
      database.source(),
      {.sql = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
              "WHERE i < 40000) SELECT i FROM n"},
      [&](std::string_view) { return ++pieces < 2; });

  EXPECT_TRUE(done.ok());
  EXPECT_EQ(pieces, 2);
}

TEST(Export, WritesNothing) {
  const RowsDatabase database(things);

  EXPECT_THAT(exported(database, {.sql = "DELETE FROM thing RETURNING id"}),
              StartsWith("error: "));
  EXPECT_EQ(database.value("SELECT count(*) FROM thing"), "3");
}

}  // namespace
}  // namespace godwit::test
