// SPDX-License-Identifier: BSL-1.0
//
// Scripts outside a transaction that stopped halfway.
#include "run/migrator_fixture.h"

namespace godwit {
namespace {

using InterruptedTest = MigratorTest;

TEST_F(InterruptedTest, AScriptOutsideATransactionGoesOnWhereItFailed) {
  const std::string head =
      "-- godwit: no-transaction\n"
      "CREATE TABLE a (id integer);\n";
  const RunReport broken =
      migrator({{"1_a.sql", head + "SELECT nonsense;\nSELECT 3;\n"}}).up();
  ASSERT_FALSE(broken.ok());
  EXPECT_EQ(broken.error->location.line, 3u);
  EXPECT_THAT(broken.error->notes.back(),
              HasSubstr("1 of 3 statements of 1 has run and is kept"));
  EXPECT_TRUE(has_table("a"));

  // Long before it went on.
  execute(database_, "UPDATE " + history_table +
                         " SET applied_at = '2001-01-01T00:00:00Z'");
  Migrator mended = migrator({{"1_a.sql", head + "SELECT 2;\nSELECT 3;\n"}});
  EXPECT_EQ(mended.status()->entries[0].state, MigrationState::interrupted);
  const RunReport report = mended.up();

  ASSERT_TRUE(report.ok()) << why(report);
  EXPECT_TRUE(mended.verify().ok());
  EXPECT_EQ(rows(database_, "SELECT state FROM " + history_table)[0][0],
            "applied");
  EXPECT_TRUE(rows(database_, "SELECT id FROM " + history_table +
                                  " WHERE applied_at < '2002-01-01'")
                  .empty());
  // Nor does the time count in between.
  EXPECT_LT(mended.status()->entries[0].applied->duration_us,
            std::chrono::microseconds(std::chrono::hours(1)).count());
}

TEST_F(InterruptedTest, AScriptOutsideATransactionIsAppliedWhenItIsDone) {
  const std::string moment =
      postgresql ? "SELECT pg_sleep(0.05);\n"
                   "INSERT INTO a SELECT clock_timestamp();\n"
                 : "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 "
                   "FROM n WHERE i < 500000) SELECT count(*) FROM n;\n"
                   "INSERT INTO a SELECT strftime('%Y-%m-%dT%H:%M:%fZ');\n";
  const RunReport report =
      migrator(
          {{"1_a.sql", "-- godwit: no-transaction\nCREATE TABLE a (at " +
                           std::string(postgresql ? "timestamptz" : "TEXT") +
                           ");\n" + moment}})
          .up();

  ASSERT_TRUE(report.ok()) << why(report);
  EXPECT_THAT(rows(database_, "SELECT id FROM " + history_table +
                                  ", a WHERE applied_at >= at"),
              SizeIs(1));
}

TEST_F(InterruptedTest, ADownOutsideATransactionGoesOnWhereItFailed) {
  const std::string up =
      "-- migrate:up\nCREATE TABLE a (id integer);\n"
      "-- migrate:down\n-- godwit: no-transaction\n"
      "DROP TABLE a;\n";
  ASSERT_TRUE(migrator({{"1_a.sql", up + "SELECT nonsense;\n"}}).up().ok());
  ASSERT_FALSE(migrator({{"1_a.sql", up + "SELECT nonsense;\n"}}).down().ok());
  EXPECT_EQ(rows(database_, "SELECT state FROM " + history_table)[0][0],
            "reverting");
  // A start does not take it for complete.
  const RunReport start =
      migrator({{"1_a.sql", up + "SELECT nonsense;\n"}}).up();
  ASSERT_FALSE(start.ok());
  EXPECT_EQ(start.error->code, ErrorCode::interrupted);

  const RunReport report = migrator({{"1_a.sql", up + "SELECT 2;\n"}}).down();

  ASSERT_TRUE(report.ok()) << why(report);
  EXPECT_THAT(applied(), IsEmpty());
}

TEST_F(InterruptedTest, AScriptThatGoesOnIsRecordedAsItIsNow) {
  const std::string head = "-- godwit: no-transaction\n";
  const std::string rest = "CREATE TABLE a (id integer);\nSELECT nonsense;\n";
  ASSERT_FALSE(migrator({{"1_a.sql", head + rest}}).up().ok());
  execute(database_, "UPDATE " + history_table +
                         " SET applied_at = '2001-01-01T00:00:00Z'");
  ASSERT_FALSE(
      migrator({{"1_a.sql", head + "-- godwit: breaking\n" + rest}}).up().ok());

  EXPECT_THAT(rows(database_, "SELECT breaking FROM " + history_table +
                                  " WHERE applied_at > '2002-01-01'"),
              ElementsAre(ElementsAre("1")));
}

}  // namespace
}  // namespace godwit
