// SPDX-License-Identifier: BSL-1.0
//
// Databases that were made without Godwit.
#include "run/migrator_fixture.h"

namespace godwit {
namespace {

class BaselineTest : public MigratorTest {
 protected:
  const std::vector<File> files_ = {table("1", "a"), table("2", "b"),
                                    table("3", "c")};

  void make_tables_of_two() {
    execute(database_, "CREATE TABLE a (id integer PRIMARY KEY)");
    execute(database_, "CREATE TABLE b (id integer PRIMARY KEY)");
    execute(database_, "INSERT INTO a (id) VALUES (7)");
  }

  static std::vector<std::string> versions(
      const std::vector<StepReport>& reports) {
    std::vector<std::string> result;
    for (const StepReport& step : reports) {
      result.push_back(step.set + " " + step.version.text());
    }
    return result;
  }
};

TEST_F(BaselineTest, RecordsAndRunsNothing) {
  const RunReport report = migrator(files_, {.applied_by = "somebody"})
                               .baseline({Version(2), "from the old tool"});

  ASSERT_TRUE(report.ok()) << why(report);
  EXPECT_THAT(versions(report.baseline),
              ElementsAre("test_migrations 1", "test_migrations 2"));
  EXPECT_EQ(report.baseline[1].file, "migrations/2_b.sql");
  EXPECT_THAT(report.done, IsEmpty());
  EXPECT_FALSE(has_table("a"));
  EXPECT_THAT(
      rows(database_,
           "SELECT id, kind, sequence, batch, applied_by, baseline_reason, "
           "duration_us, down_sql, state, length(checksum) FROM " +
               history_table + " ORDER BY sequence"),
      ElementsAre(ElementsAre("1", "versioned", "1", "1", "somebody",
                              "from the old tool", "0", "DROP TABLE a;\n",
                              "applied", "64"),
                  ElementsAre("2", "versioned", "2", "1", "somebody",
                              "from the old tool", "0", "DROP TABLE b;\n",
                              "applied", "64")));
}

TEST_F(BaselineTest, UpGoesOnBehindItAndDownUndoesIt) {
  make_tables_of_two();
  Migrator migrator = this->migrator(files_);
  ASSERT_TRUE(migrator.baseline({Version(2), "it was there"}).ok());

  const RunReport up = migrator.up();
  ASSERT_TRUE(up.ok()) << why(up);
  EXPECT_THAT(versions(up.done), ElementsAre("test_migrations 3"));
  EXPECT_THAT(up.baseline, IsEmpty());
  EXPECT_TRUE(migrator.verify({.exact = true}).ok());

  ASSERT_TRUE(migrator.down({.steps = 2}).ok());
  EXPECT_FALSE(has_table("b"));
  EXPECT_THAT(applied(), ElementsAre("1"));
}

TEST_F(BaselineTest, OfAllThatTheSetHasLeavesNothingToDo) {
  ASSERT_TRUE(migrator(files_).baseline({Version(3), "all of it"}).ok());
  std::size_t events = 0;
  const RunReport report =
      migrator(files_, {.on_event = [&](const Event&) { ++events; }}).up();
  EXPECT_TRUE(report.ok());
  EXPECT_THAT(report.done, IsEmpty());
  EXPECT_EQ(events, 0u);
  EXPECT_THAT(rows(database_, "SELECT length(set_digest), set_size FROM " +
                                  history_table + "_info"),
              ElementsAre(ElementsAre("64", "3")));
}

TEST_F(BaselineTest, StatusTellsItsReason) {
  Migrator migrator = this->migrator(files_);
  ASSERT_TRUE(migrator.baseline({Version(1), "it was there"}).ok());
  ASSERT_TRUE(migrator.up({.to = Version(2)}).ok());

  const Status status = migrator.status().value();

  EXPECT_EQ(status.entries[0].state, MigrationState::applied);
  EXPECT_EQ(status.entries[0].applied->baseline_reason, "it was there");
  EXPECT_EQ(status.entries[1].applied->baseline_reason, std::nullopt);
}

TEST_F(BaselineTest, EventsNameWhatIsRecorded) {
  std::vector<std::string> heard;
  const auto hear = [&](const Event& event) {
    EXPECT_EQ(event.kind, Event::Kind::baselined);
    heard.push_back(std::string(event.set) + " " + event.step->version.text());
  };
  ASSERT_TRUE(migrator(files_, {.on_event = hear})
                  .baseline({Version(2), "it was there"})
                  .ok());
  EXPECT_THAT(heard, ElementsAre("test_migrations 1", "test_migrations 2"));
}

TEST_F(BaselineTest, IsRefusedWhereTheHistoryHasRows) {
  Migrator migrator = this->migrator(files_);
  ASSERT_TRUE(migrator.up({.to = Version(1)}).ok());

  const RunReport report = migrator.baseline({Version(2), "it was there"});

  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error->code, ErrorCode::invalid_argument);
  EXPECT_EQ(report.error->message, "the history is not empty: it has 1_a");
  EXPECT_THAT(applied(), ElementsAre("1"));
}

TEST_F(BaselineTest, AHistoryThatIsThereAndEmptyIsNoObstacle) {
  Migrator migrator = this->migrator(files_);
  ASSERT_TRUE(migrator.init().value());
  EXPECT_TRUE(migrator.baseline({Version(2), "it was there"}).ok());
  EXPECT_THAT(applied(), ElementsAre("1", "2"));
}

TEST_F(BaselineTest, NeedsAVersionOfTheSetAndAReason) {
  Migrator migrator = this->migrator(files_);

  const RunReport unknown = migrator.baseline({Version(9), "it was there"});
  ASSERT_FALSE(unknown.ok());
  EXPECT_EQ(unknown.error->message, "there is no migration 9");

  const RunReport silent = migrator.baseline({Version(2), ""});
  ASSERT_FALSE(silent.ok());
  EXPECT_THAT(silent.error->hint, HasSubstr("BaselineRequest::reason"));
  EXPECT_FALSE(has_table("godwit_migrations"));
}

TEST_F(BaselineTest, APlanOfItIsCarriedOutOnlyWhereTheHistoryIsStillEmpty) {
  Migrator migrator = this->migrator(files_);
  const Plan plan = migrator.plan_baseline({Version(2), "as planned"}).value();
  EXPECT_FALSE(has_table("godwit_migrations"));
  ASSERT_EQ(plan.baseline.size(), 2u);
  EXPECT_THAT(plan.steps, IsEmpty());

  ASSERT_TRUE(migrator.run(plan).ok());
  EXPECT_THAT(applied(), ElementsAre("1", "2"));
  EXPECT_FALSE(migrator.run(plan).ok());
}

// A trigger is what an application may have on any table.
TEST_F(BaselineTest, IsRecordedAsAWholeOrNotAtAll) {
  Migrator migrator = this->migrator(files_);
  ASSERT_TRUE(migrator.init().value());
  execute(database_,
          postgresql
              ? "ALTER TABLE " + history_table + " ADD CHECK (id <> '2')"
              : "CREATE TRIGGER refuse BEFORE INSERT ON " + history_table +
                    " WHEN NEW.id = '2' BEGIN SELECT RAISE(ABORT, 'no'); END");

  const RunReport report = migrator.baseline({Version(3), "it was there"});

  EXPECT_FALSE(report.ok());
  EXPECT_THAT(report.baseline, IsEmpty());
  EXPECT_THAT(applied(), IsEmpty());
}

}  // namespace
}  // namespace godwit
