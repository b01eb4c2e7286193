// SPDX-License-Identifier: BSL-1.0
//
// What is beside the migrations of a set, on a real database.
#include "run/migrator_fixture.h"

namespace godwit {
namespace {

class PartsTest : public MigratorTest {
 protected:
  static File file(const std::string& name, const std::string& text) {
    return {name, text};
  }

  std::vector<std::string> noted() {
    std::vector<std::string> result;
    for (const auto& row : rows(database_, "SELECT what FROM note")) {
      result.push_back(row[0]);
    }
    return result;
  }

  static std::string note(const std::string& what) {
    return "INSERT INTO note VALUES ('" + what + "');";
  }

  const File notes_ = {"hook/before_all.sql",
                       "CREATE TABLE IF NOT EXISTS note (what text);"};
};

TEST_F(PartsTest, HooksStandAroundAScriptOutsideATransaction) {
  Migrator migrator = this->migrator(
      {{"1_a.sql", "-- godwit: no-transaction\n" + note("one") + note("two")},
       {"2_b.sql", note("three")},
       {"hook/after_all.sql", note("all")},
       {"hook/after_each.sql", note("after") + " -- no line end"},
       notes_,
       {"hook/before_each.sql", note("before")}});
  const RunReport report = migrator.up();
  ASSERT_TRUE(report.ok()) << why(report);
  EXPECT_EQ(report.done.size(), 2u);
  EXPECT_THAT(noted(), ElementsAre("before", "one", "two", "after", "before",
                                   "three", "after", "all"));
  EXPECT_THAT(applied(), ElementsAre("1", "2"));
  EXPECT_TRUE(migrator.up().ok());
  EXPECT_THAT(noted(), SizeIs(8));
}

TEST_F(PartsTest, AFailingHookUndoesItsMigrationAndSaysWhereItIs) {
  Migrator migrator = this->migrator(
      {{"1_a.sql", "CREATE TABLE a (b integer);"},
       {"hook/after_each.sql", "SELECT 1;\nINSERT INTO nowhere VALUES (1);"}});
  const RunReport report = migrator.up();
  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error->location.file, "hooks/after_each.sql");
  EXPECT_EQ(report.error->location.line, 2u);
  EXPECT_FALSE(has_table("a"));
  EXPECT_THAT(applied(), IsEmpty());
}

TEST_F(PartsTest, WhatARebuildUndidIsSeenWhereTheRunEndsBeforeItIsMadeAgain) {
  const File first = table("1", "a");
  const File view = {"repeatable/v.sql", "CREATE VIEW v AS SELECT id FROM a;"};
  Migrator before = migrator({first, view});
  ASSERT_TRUE(before.up().ok());
  Migrator after = migrator(
      {first,
       {"2_b.sql", "-- godwit: rebuild v\nALTER TABLE a ADD COLUMN c integer;"},
       {"3_c.sql", "SELECT * FROM nowhere;"},
       view});
  ASSERT_FALSE(after.up().ok());
  EXPECT_THAT(applied(), ElementsAre("1", "2"));
  // There are as many rows as when the older set was complete.
  const auto health = before.health();
  ASSERT_TRUE(health.ok());
  EXPECT_EQ(health->pending, 1u);
  Migrator mended = migrator(
      {first,
       {"2_b.sql", "-- godwit: rebuild v\nALTER TABLE a ADD COLUMN c integer;"},
       view});
  const RunReport report = mended.up();
  ASSERT_TRUE(report.ok()) << why(report);
  EXPECT_THAT(applied(), ElementsAre("1", "2", "repeatable/v"));
  EXPECT_EQ(mended.health()->state, HealthState::up_to_date);
}

TEST_F(PartsTest, InABatchNothingIsGoneWhereARunFailsBehindARebuild) {
  const File first = table("1", "a");
  const File view = {"repeatable/v.sql", "CREATE VIEW v AS SELECT id FROM a;"};
  ASSERT_TRUE(migrator({first, view}).up().ok());
  Migrator broken = migrator(
      {first,
       {"2_b.sql", "-- godwit: rebuild v\nALTER TABLE a ADD COLUMN c integer;"},
       {"3_c.sql", "SELECT * FROM nowhere;"},
       view});
  EXPECT_FALSE(broken.up({.transaction = TransactionMode::batch}).ok());
  EXPECT_THAT(applied(), ElementsAre("1", "repeatable/v"));
  EXPECT_THAT(rows(database_, "SELECT id FROM v"), IsEmpty());
}

TEST_F(PartsTest, ARebuildBeforeAScriptOutsideATransactionIsOneOfItsOwn) {
  const File first = table("1", "a");
  const File view = {"repeatable/v.sql", "CREATE VIEW v AS SELECT id FROM a;"};
  ASSERT_TRUE(migrator({first, view}).up().ok());
  Migrator after =
      migrator({first,
                {"2_b.sql",
                 "-- godwit: no-transaction\n-- godwit: rebuild v\n"
                 "ALTER TABLE a ADD COLUMN c integer;"},
                view});
  const RunReport report = after.up();
  ASSERT_TRUE(report.ok()) << why(report);
  EXPECT_THAT(applied(), ElementsAre("1", "2", "repeatable/v"));
  EXPECT_THAT(rows(database_, "SELECT id FROM v"), IsEmpty());
}

TEST_F(PartsTest, HealthSeesAScriptWithAnotherText) {
  const File first = table("1", "a");
  const std::string name = "repeatable/a, b~c.sql";
  ASSERT_TRUE(migrator({first, {name, "SELECT 1;"}}).up().ok());
  Migrator other = migrator({first, {name, "SELECT 2;"}});
  EXPECT_EQ(other.health()->state, HealthState::behind);
  EXPECT_FALSE(other.verify().ok());
  ASSERT_TRUE(other.up().ok());
  EXPECT_EQ(other.health()->state, HealthState::up_to_date);
}

TEST_F(PartsTest, APlanWithPartsIsRunAsItWasMade) {
  Migrator migrator = this->migrator(
      {table("1", "a"),
       {"repeatable/v.sql", "CREATE VIEW v AS SELECT id FROM a;"},
       {"seed/1_s.sql", "INSERT INTO a VALUES (7);"}});
  const auto plan = migrator.plan_up();
  ASSERT_TRUE(plan.ok());
  ASSERT_TRUE(migrator.run(*plan).ok());
  EXPECT_EQ(migrator.run(*plan).error->code, ErrorCode::plan_outdated);
  const auto seeds = migrator.plan_seed();
  ASSERT_TRUE(seeds.ok());
  EXPECT_THAT(seeds->hash, SizeIs(16));
  ASSERT_TRUE(migrator.run(*seeds).ok());
  EXPECT_EQ(rows(database_, "SELECT id FROM v")[0][0], "7");
  EXPECT_TRUE(migrator.seed().done.empty());
  // All goes with the set, but for what the seed has done to tables that stay.
  ASSERT_TRUE(migrator.reset().ok());
  EXPECT_FALSE(has_table("a"));
}

TEST_F(PartsTest, AStartOfASetWithPartsAndValuesIsOneLook) {
  const EmbeddedFiles files(
      test::SetFields{.dialect = dialect, .placeholders = "name"},
      {{"1_a.sql", "CREATE TABLE ${name} (b integer);"},
       {"repeatable/v.sql", "CREATE VIEW v AS SELECT b FROM ${name};"}});
  Connection& connection = connect();
  Migrator without(connection, files.set());
  EXPECT_EQ(without.up().error->code, ErrorCode::invalid_argument);
  Migrator migrator(connection, files.set(),
                    {.placeholders = {{"name", "thing"}}});
  ASSERT_TRUE(migrator.up().ok());
  EXPECT_TRUE(has_table("thing"));
  EXPECT_EQ(migrator.health()->state, HealthState::up_to_date);
  const RunReport again = migrator.up();
  EXPECT_TRUE(again.ok());
  EXPECT_THAT(again.done, IsEmpty());
  // Of another value only what is repeatable runs again.
  execute(database_, "CREATE TABLE other (b integer)");
  Migrator other(connection, files.set(),
                 {.placeholders = {{"name", "other"}}});
  EXPECT_EQ(other.health()->state, HealthState::behind);
  const RunReport changed = other.up();
  ASSERT_TRUE(changed.ok()) << why(changed);
  ASSERT_THAT(changed.done, SizeIs(1));
  EXPECT_EQ(changed.done[0].kind, MigrationKind::repeatable);
}

}  // namespace
}  // namespace godwit
