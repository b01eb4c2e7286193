// SPDX-License-Identifier: BSL-1.0
//
// New databases that get the whole schema at once.
#include "run/migrator_fixture.h"

namespace godwit {
namespace {

/// Makes what 1 and 2 make, and says that it was there.
const std::string both_tables =
    "CREATE TABLE a (id integer PRIMARY KEY);\n"
    "CREATE TABLE b (id integer PRIMARY KEY);\n"
    "CREATE TABLE by_snapshot (id integer);\n";

class SnapshotTest : public MigratorTest {
 protected:
  /// As a program with this snapshot at 2 would have it.
  Migrator with_snapshot(const std::string& text = both_tables,
                         const std::string& adopt_version = {}) {
    sets_.push_back(std::make_unique<EmbeddedFiles>(
        test::SetFields{.dialect = dialect,
                        .adopt_version = adopt_version,
                        .snapshot_at = "2",
                        .snapshot_text = text},
        std::vector<File>{table("1", "a"), table("2", "b"), table("3", "c")}));
    return Migrator(connect(), sets_.back()->set());
  }

  std::vector<std::string> reasons() {
    std::vector<std::string> result;
    for (const auto& row :
         rows(database_, "SELECT coalesce(baseline_reason, 'ran') FROM " +
                             history_table + " ORDER BY sequence")) {
      result.push_back(row[0]);
    }
    return result;
  }

  void expect_one_by_one(const RunReport& report) {
    ASSERT_TRUE(report.ok()) << why(report);
    EXPECT_EQ(report.snapshot, "");
    EXPECT_THAT(report.baseline, IsEmpty());
    EXPECT_FALSE(has_table("by_snapshot"));
  }
};

TEST_F(SnapshotTest, AnEmptyDatabaseGetsItAndThenTheRest) {
  const RunReport report = with_snapshot().up();

  ASSERT_TRUE(report.ok()) << why(report);
  EXPECT_EQ(report.snapshot, "schema.sql");
  EXPECT_THAT(report.baseline, SizeIs(2));
  EXPECT_THAT(report.done, SizeIs(1));
  EXPECT_TRUE(has_table("by_snapshot"));
  EXPECT_TRUE(has_table("c"));
  EXPECT_THAT(applied(), ElementsAre("1", "2", "3"));
  EXPECT_THAT(reasons(), ElementsAre("made at once by schema.sql",
                                     "made at once by schema.sql", "ran"));
  EXPECT_TRUE(with_snapshot().verify({.exact = true}).ok());
}

TEST_F(SnapshotTest, AnotherOneMakesNoDifferenceToWhatIsThere) {
  ASSERT_TRUE(with_snapshot().up().ok());
  const RunReport again = with_snapshot("CREATE TABLE other (id integer)").up();
  ASSERT_TRUE(again.ok()) << why(again);
  EXPECT_THAT(again.done, IsEmpty());
  const auto health = with_snapshot("SELECT 1").health();
  ASSERT_TRUE(health.ok());
  EXPECT_EQ(health->state, HealthState::up_to_date);
}

TEST_F(SnapshotTest, ADatabaseWithATableRunsTheMigrations) {
  execute(database_, "CREATE TABLE mine (id integer)");
  expect_one_by_one(with_snapshot().up());
  EXPECT_THAT(applied(), ElementsAre("1", "2", "3"));
}

TEST_F(SnapshotTest, ADatabaseWithAViewRunsTheMigrations) {
  execute(database_, "CREATE VIEW mine AS SELECT 1 AS n");
  expect_one_by_one(with_snapshot().up());
}

TEST_F(SnapshotTest, AHistoryWithoutRowsIsNoTable) {
  ASSERT_TRUE(with_snapshot().init().ok());
  const RunReport report = with_snapshot().up();
  ASSERT_TRUE(report.ok()) << why(report);
  EXPECT_EQ(report.snapshot, "schema.sql");
}

TEST_F(SnapshotTest, LessThanItIsRunOneByOne) {
  expect_one_by_one(with_snapshot().up({.to = Version(1)}));
  EXPECT_THAT(applied(), ElementsAre("1"));
  expect_one_by_one(with_snapshot().up());
}

TEST_F(SnapshotTest, ACountOfStepsIsRunOneByOne) {
  expect_one_by_one(with_snapshot().up({.steps = 3}));
}

TEST_F(SnapshotTest, ItIsEnoughUpToItsVersion) {
  const RunReport report = with_snapshot().up({.to = Version(2)});
  ASSERT_TRUE(report.ok()) << why(report);
  EXPECT_THAT(report.baseline, SizeIs(2));
  EXPECT_THAT(report.done, IsEmpty());
  EXPECT_THAT(applied(), ElementsAre("1", "2"));
}

TEST_F(SnapshotTest, InOneTransactionForAllItIsUndoneWithTheRest) {
  execute(database_, postgresql ? "CREATE SCHEMA other; CREATE TABLE other.c "
                                  "(id integer)"
                                : "SELECT 1");
  const RunReport report = with_snapshot(both_tables + "CREATE TABLE c (n int)")
                               .up({.transaction = TransactionMode::batch});
  ASSERT_FALSE(report.ok());
  EXPECT_FALSE(has_table("by_snapshot"));
  EXPECT_FALSE(has_table("godwit_migrations"));
}

TEST_F(SnapshotTest, WhatItMadeIsUndoneByTheMigrations) {
  ASSERT_TRUE(with_snapshot().up().ok());
  const RunReport report = with_snapshot().down({.to = Version(1)});
  ASSERT_TRUE(report.ok()) << why(report);
  EXPECT_FALSE(has_table("b"));
  EXPECT_TRUE(has_table("a"));
  EXPECT_THAT(applied(), ElementsAre("1"));
  ASSERT_TRUE(with_snapshot().up().ok());
  EXPECT_TRUE(has_table("b"));
}

TEST_F(SnapshotTest, OneThatFailsLeavesNothing) {
  const RunReport report =
      with_snapshot("CREATE TABLE a (id integer);\n\n  CREATE TABLE a (n int);")
          .up();

  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error->location.file, "schema.sql");
  EXPECT_EQ(report.error->location.line, 3u) << to_string(*report.error);
  EXPECT_THAT(report.error->notes,
              ElementsAre("the snapshot was rolled back, and nothing was "
                          "recorded"));
  EXPECT_EQ(report.snapshot, "");
  EXPECT_FALSE(has_table("a"));
  EXPECT_TRUE(with_snapshot().up().ok());
}

Result<void> never(Database&) {
  ADD_FAILURE() << "a step ran whose work the snapshot has";
  return {};
}

TEST_F(SnapshotTest, HasTheWorkOfStepsInCpp) {
  static const EmbeddedFunctions functions{&never, nullptr};
  sets_.push_back(std::make_unique<EmbeddedFiles>(
      test::SetFields{
          .dialect = dialect, .snapshot_at = "2", .snapshot_text = both_tables},
      std::vector<File>{
          table("1", "a"),
          {"2_b.cpp", "// godwit: irreversible it is C++\n// sha256: 1\n"},
          table("3", "c")}));
  sets_.back()->with_code(1, functions);
  const RunReport report = Migrator(connect(), sets_.back()->set()).up();
  ASSERT_TRUE(report.ok()) << why(report);
  EXPECT_EQ(report.snapshot, "schema.sql");
  EXPECT_THAT(applied(), ElementsAre("1", "2", "3"));
}

TEST_F(SnapshotTest, WhatTheApplicationHasCountedComesFirst) {
  execute(database_, "CREATE TABLE a (id integer PRIMARY KEY)");
  const RunReport report = with_snapshot(both_tables, "SELECT 1").up();
  ASSERT_TRUE(report.ok()) << why(report);
  EXPECT_EQ(report.snapshot, "");
  EXPECT_THAT(report.baseline, SizeIs(1));
  EXPECT_THAT(report.done, SizeIs(2));
}

TEST_F(SnapshotTest, APlanOfItHoldsOnlyWhileTheDatabaseIsEmpty) {
  Migrator migrator = with_snapshot();
  const auto plan = migrator.plan_up();
  ASSERT_TRUE(plan.ok()) << to_string(plan.error());
  ASSERT_NE(plan->snapshot, nullptr);
  EXPECT_THAT(plan->baseline, SizeIs(2));
  EXPECT_THAT(plan->steps, SizeIs(1));
  EXPECT_FALSE(has_table("godwit_migrations"));

  execute(database_, "CREATE TABLE mine (id integer)");
  const RunReport report = migrator.run(*plan);
  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error->code, ErrorCode::plan_outdated);
}

TEST_F(SnapshotTest, APlanOfItIsCarriedOut) {
  Migrator migrator = with_snapshot();
  const auto plan = migrator.plan_up();
  ASSERT_TRUE(plan.ok()) << to_string(plan.error());
  const RunReport report = migrator.run(*plan);
  ASSERT_TRUE(report.ok()) << why(report);
  EXPECT_EQ(report.snapshot, "schema.sql");
}

TEST_F(SnapshotTest, OfPostgresqlLooksAtTheSchemaOfTheSession) {
  if (!postgresql) GTEST_SKIP() << "SQLite has no schemas";
  execute(database_,
          "CREATE SCHEMA other; CREATE TABLE other.mine (id integer)");
  EXPECT_EQ(with_snapshot().up().snapshot, "schema.sql");
}

TEST_F(SnapshotTest, OfPostgresqlCountsTypesAndFunctionsAsSomething) {
  if (!postgresql) GTEST_SKIP() << "SQLite has neither";
  for (const auto& [make, drop] :
       {std::pair("CREATE TYPE mood AS ENUM ('sad')", "DROP TYPE mood"),
        std::pair("CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
                  "DROP FUNCTION f()")}) {
    execute(database_, make);
    EXPECT_EQ(with_snapshot().plan_up()->snapshot, nullptr) << make;
    execute(database_, drop);
  }
  // What an extension brings along is nobody's own.
  execute(database_, "CREATE EXTENSION pgcrypto");
  EXPECT_NE(with_snapshot().plan_up()->snapshot, nullptr);
}

}  // namespace
}  // namespace godwit
