// SPDX-License-Identifier: BSL-1.0
//
// The log beside the history: what was done, by whom, and how it ended.
#include "run/migrator_fixture.h"

namespace godwit {
namespace {

using State = LoggedRun::State;

class LogTest : public MigratorTest {
 protected:
  const std::vector<File> files_ = {table("1", "a"), table("2", "b"),
                                    table("3", "c")};

  LoggedRun last_of(Migrator& migrator) {
    const auto runs = migrator.log();
    EXPECT_TRUE(runs.ok()) << to_string(runs.error());
    return runs.ok() && !runs->empty() ? runs->back() : LoggedRun{};
  }
};

TEST_F(LogTest, IsEmptyWithoutAHistory) {
  EXPECT_THAT(migrator(files_).log().value(), IsEmpty());
}

TEST_F(LogTest, TellsWhatWasDoneByWhomAndHowItEnded) {
  Migrator migrator = this->migrator(
      files_, {.applied_by = "somebody", .program = "shop-migrate"});
  ASSERT_TRUE(migrator.up().ok());
  ASSERT_TRUE(migrator.down().ok());

  const auto runs = migrator.log().value();
  ASSERT_THAT(runs, SizeIs(2));
  EXPECT_EQ(runs[0].number, 1);
  EXPECT_EQ(runs[0].action, "up");
  EXPECT_EQ(runs[0].state, State::done);
  EXPECT_THAT(runs[0].steps, ElementsAre("1_a", "2_b", "3_c"));
  EXPECT_EQ(runs[0].steps_done, 3u);
  EXPECT_EQ(runs[0].run_by, "somebody");
  EXPECT_EQ(runs[0].program, "shop-migrate");
  EXPECT_THAT(runs[0].host, Not(IsEmpty()));
  EXPECT_THAT(runs[0].set_digest, SizeIs(64));
  EXPECT_THAT(runs[0].began_at, SizeIs(24));
  EXPECT_LE(runs[0].began_at, runs[0].ended_at);
  EXPECT_EQ(runs[1].action, "down");
  EXPECT_THAT(runs[1].steps, ElementsAre("3_c"));
  EXPECT_EQ(runs[1].state, State::done);
}

TEST_F(LogTest, ARunWithNothingToDoIsNone) {
  Migrator migrator = this->migrator(files_);
  ASSERT_TRUE(migrator.up().ok());
  ASSERT_TRUE(migrator.up().ok());
  ASSERT_TRUE(migrator.plan_down().ok());
  EXPECT_THAT(migrator.log().value(), SizeIs(1));
}

TEST_F(LogTest, TellsWhyARunFailedAndHowFarItCame) {
  Migrator migrator =
      this->migrator({table("1", "a"),
                      {"2_b.sql", "SELECT 1;\nSELECT nonsense;\n"},
                      table("3", "c")});
  ASSERT_FALSE(migrator.up().ok());

  const LoggedRun run = last_of(migrator);
  EXPECT_EQ(run.state, State::failed);
  EXPECT_EQ(run.steps_done, 1u);
  EXPECT_THAT(run.steps, SizeIs(3));
  EXPECT_THAT(run.error, HasSubstr("migrations/2_b.sql:2: "));
  EXPECT_THAT(run.error, HasSubstr("nonsense"));
  EXPECT_THAT(run.ended_at, SizeIs(24));
}

TEST_F(LogTest, NamesNoLineWhereNoneIsToBlame) {
  StopSource source;
  MigratorOptions options{.stop = source.token()};
  options.on_event = [&](const Event& event) {
    if (event.kind == Event::Kind::started && event.step_index == 1) {
      source.request_stop();
    }
  };
  const std::vector<File> files = {
      table("1", "a"),
      {"2_b.sql", "-- godwit: no-transaction\n" + slow_statement}};
  ASSERT_FALSE(this->migrator(files, options).up().ok());

  // Reading is stopped as well, by the same request.
  Migrator reader = migrator(files);
  EXPECT_THAT(last_of(reader).error, Not(HasSubstr(":0")));
  EXPECT_THAT(last_of(reader).error, HasSubstr("stopped on request"));
}

TEST_F(LogTest, ARunThatFailsInItsFirstStepIsLoggedToo) {
  Migrator migrator = this->migrator({{"1_a.sql", "SELECT nonsense;\n"}});
  ASSERT_FALSE(migrator.up().ok());
  const LoggedRun run = last_of(migrator);
  EXPECT_EQ(run.state, State::failed);
  EXPECT_EQ(run.steps_done, 0u);
}

TEST_F(LogTest, ARunThatFailsWithAllItDidIsLoggedToo) {
  ASSERT_TRUE(migrator({table("1", "a")}).up().ok());
  Migrator migrator = this->migrator(
      {table("1", "a"), table("2", "b"), {"3_c.sql", "SELECT nonsense;\n"}});
  ASSERT_FALSE(migrator.up({.transaction = TransactionMode::batch}).ok());
  EXPECT_EQ(last_of(migrator).state, State::failed);
  EXPECT_EQ(last_of(migrator).steps_done, 0u);
}

TEST_F(LogTest, AScriptOutsideATransactionIsLoggedBeforeItRuns) {
  // It sees its own row.
  Migrator migrator = this->migrator(
      {{"1_a.sql",
        "-- godwit: no-transaction\nCREATE TABLE a (state text);\nINSERT INTO "
        "a SELECT state FROM " +
            history_table + "_log;\n"}});
  ASSERT_TRUE(migrator.up().ok());
  EXPECT_EQ(rows(database_, "SELECT state FROM a")[0][0], "running");
  EXPECT_EQ(last_of(migrator).state, State::done);
}

TEST_F(LogTest, CountsTheTimeOfTheFirstStep) {
  const std::string slow =
      postgresql ? "SELECT pg_sleep(0.4);\n"
                 : "CREATE TABLE t AS WITH RECURSIVE n(i) AS (SELECT 1 UNION "
                   "ALL SELECT i + 1 FROM n LIMIT 2000000) SELECT i FROM n;\n";
  Migrator migrator = this->migrator({{"1_a.sql", slow}, table("2", "b")});
  ASSERT_TRUE(migrator.up().ok());
  const LoggedRun run = last_of(migrator);
  EXPECT_LT(run.began_at, run.ended_at);
  EXPECT_LT(run.began_at, migrator.status()->entries[0].applied->applied_at);
}

TEST_F(LogTest, ResetRemovesIt) {
  Migrator migrator = this->migrator(files_);
  ASSERT_TRUE(migrator.up().ok());
  ASSERT_TRUE(migrator.reset().ok());
  EXPECT_FALSE(has_table("godwit_migrations_log"));
  EXPECT_THAT(migrator.log().value(), IsEmpty());
}

TEST_F(LogTest, ABaselineIsLoggedWithItsReason) {
  Migrator migrator = this->migrator(files_);
  ASSERT_TRUE(migrator.baseline({Version(2), "from the old tool"}).ok());
  const LoggedRun run = last_of(migrator);
  EXPECT_EQ(run.action, "baseline");
  EXPECT_EQ(run.reason, "from the old tool");
  EXPECT_THAT(run.steps, ElementsAre("1_a", "2_b"));
}

using AmendTest = LogTest;

TEST_F(AmendTest, WhatWasDoneByHandIsMarkedAsApplied) {
  Migrator migrator = this->migrator(files_);
  ASSERT_TRUE(migrator.up({.steps = 1}).ok());
  execute(database_, "CREATE TABLE b (id integer PRIMARY KEY)");

  const auto marked = migrator.mark(
      {Version(2), MarkRequest::As::applied, "made by hand in the night"});
  ASSERT_TRUE(marked.ok()) << to_string(marked.error());
  ASSERT_THAT(*marked, SizeIs(1));
  EXPECT_EQ(marked->front().kind, Amendment::Kind::applied);
  EXPECT_EQ(marked->front().name, "b");
  EXPECT_EQ(migrator.status()->entries[1].state, MigrationState::applied);
  EXPECT_EQ(migrator.status()->entries[1].applied->baseline_reason,
            "made by hand in the night");
  EXPECT_EQ(last_of(migrator).action, "mark");
  EXPECT_EQ(last_of(migrator).reason, "made by hand in the night");
  EXPECT_THAT(last_of(migrator).steps, ElementsAre("2_b applied"));

  const RunReport up = migrator.up();
  ASSERT_TRUE(up.ok()) << why(up);
  EXPECT_THAT(up.done, SizeIs(1));
  EXPECT_TRUE(migrator.verify({.exact = true}).ok());
  // Undone like any other.
  ASSERT_TRUE(migrator.down({.steps = 2}).ok());
  EXPECT_FALSE(has_table("b"));
}

TEST_F(AmendTest, WhatIsGoneIsMarkedAsPending) {
  Migrator migrator = this->migrator(files_);
  ASSERT_TRUE(migrator.up().ok());
  execute(database_, "DROP TABLE c");

  ASSERT_TRUE(
      migrator
          .mark({Version(3), MarkRequest::As::pending, "dropped by mistake"})
          .ok());
  EXPECT_THAT(last_of(migrator).steps, ElementsAre("3_c pending"));
  EXPECT_EQ(migrator.status()->entries[2].state, MigrationState::pending);
  ASSERT_TRUE(migrator.up().ok());
  EXPECT_TRUE(has_table("c"));
  EXPECT_TRUE(migrator.verify({.exact = true}).ok());
}

TEST_F(AmendTest, AMarkThatSaysNothingNewChangesNothing) {
  Migrator migrator = this->migrator(files_);
  ASSERT_TRUE(migrator.up({.steps = 1}).ok());
  EXPECT_THAT(
      migrator.mark({Version(1), MarkRequest::As::applied, "sure"}).value(),
      IsEmpty());
  EXPECT_THAT(
      migrator.mark({Version(2), MarkRequest::As::pending, "sure"}).value(),
      IsEmpty());
  EXPECT_THAT(migrator.log().value(), SizeIs(1));
}

TEST_F(AmendTest, AMarkNeedsAReasonAndAMigrationThatThereIs) {
  Migrator migrator = this->migrator(files_);
  EXPECT_THAT(migrator.mark({Version(1), MarkRequest::As::applied, "why"})
                  .error()
                  .message,
              HasSubstr("no history"));
  ASSERT_TRUE(migrator.init().ok());
  EXPECT_THAT(
      migrator.mark({Version(1), MarkRequest::As::applied, ""}).error().message,
      HasSubstr("without a reason"));
  EXPECT_THAT(migrator.mark({Version(9), MarkRequest::As::applied, "why"})
                  .error()
                  .message,
              HasSubstr("no migration 9"));
  EXPECT_THAT(migrator.mark({Version(9), MarkRequest::As::pending, "why"})
                  .error()
                  .message,
              HasSubstr("no migration 9"));
}

TEST_F(AmendTest, AScriptThatStoppedHalfwayIsFinishedByHand) {
  Migrator migrator = this->migrator(
      {{"1_a.sql",
        "-- godwit: no-transaction\nCREATE TABLE a (id integer);\nSELECT "
        "nonsense;\n"}});
  ASSERT_FALSE(migrator.up().ok());
  ASSERT_TRUE(
      migrator.mark({Version(1), MarkRequest::As::applied, "done by hand"})
          .ok());
  EXPECT_TRUE(migrator.up().ok());
  EXPECT_TRUE(migrator.verify({.exact = true}).ok());
}

TEST_F(AmendTest, AnEditedFileIsAccepted) {
  ASSERT_TRUE(migrator(files_).up().ok());
  Migrator edited = migrator(
      {table("1", "a"),
       {"2_b.sql",
        "-- migrate:up\nCREATE TABLE b (id integer PRIMARY KEY, n integer);\n"
        "-- migrate:down\nDROP TABLE b; \n"},
       table("3", "c")});
  ASSERT_FALSE(edited.up().ok());

  const auto planned = edited.plan_repair().value();
  ASSERT_THAT(planned, SizeIs(1));
  EXPECT_EQ(planned[0].kind, Amendment::Kind::accepted);
  EXPECT_FALSE(edited.up().ok());

  ASSERT_TRUE(edited.repair({.reason = "only a column more"}).ok());
  EXPECT_TRUE(edited.up().ok());
  EXPECT_TRUE(edited.verify({.exact = true}).ok());
  EXPECT_EQ(last_of(edited).action, "repair");
  EXPECT_THAT(edited.repair().value(), IsEmpty());
}

TEST_F(AmendTest, AMissingFileIsForgottenAndANewerOneIsNot) {
  ASSERT_TRUE(migrator({table("1", "a"), table("2", "b"), table("3", "c"),
                        table("4", "d")})
                  .up()
                  .ok());
  Migrator without = migrator({table("1", "a"), table("3", "c")});
  ASSERT_FALSE(without.up().ok());

  const auto repaired = without.repair().value();
  ASSERT_THAT(repaired, SizeIs(1));
  EXPECT_EQ(repaired[0].kind, Amendment::Kind::forgotten);
  EXPECT_EQ(repaired[0].version, Version(2));
  EXPECT_TRUE(without.up().ok());
  EXPECT_THAT(applied(), ElementsAre("1", "3", "4"));
}

TEST_F(AmendTest, OnlyOneIsRepaired) {
  ASSERT_TRUE(migrator(files_).up().ok());
  Migrator without = migrator({table("3", "c")});
  ASSERT_THAT(without.repair({.version = Version(2)}).value(), SizeIs(1));
  EXPECT_THAT(applied(), ElementsAre("1", "3"));
  EXPECT_THAT(without.repair({.version = Version(7)}).error().message,
              HasSubstr("no migration 7"));
}

}  // namespace
}  // namespace godwit
