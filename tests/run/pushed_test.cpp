// SPDX-License-Identifier: BSL-1.0
//
// Databases whose schema `push` has made, ahead of the migrations.
#include "run/migrator_fixture.h"

namespace godwit {
namespace {

class PushedTest : public MigratorTest {
 protected:
  // As `push` leaves a database of the first of two migrations.
  void push_schema_of_both() {
    ASSERT_TRUE(migrator({files_[0]}).up().ok());
    execute(database_, "CREATE TABLE b (id integer PRIMARY KEY)");
    execute(database_, "UPDATE " + history_table +
                           "_info SET pushed = 'abc', set_digest = ''");
  }
  /// As a build makes a program of them: SQLite needs no word of what they
  /// make.
  Migrator migrator(const std::vector<File>& files) {
    sets_.push_back(std::make_unique<EmbeddedFiles>(dialect, files));
    if (postgresql) sets_.back()->with_expected_schema(made_by(files));
    return Migrator(connect(), sets_.back()->set());
  }
  bool is_pushed() {
    const auto status = migrator(files_).status();
    EXPECT_TRUE(status.ok()) << to_string(status.error());
    return status.ok() && status->pushed;
  }

  const std::vector<File> files_ = {table("1", "a"), table("2", "b")};
};

TEST_F(PushedTest, StatusTellsOfIt) {
  EXPECT_FALSE(is_pushed());
  push_schema_of_both();
  EXPECT_TRUE(is_pushed());
}

TEST_F(PushedTest, UpHasNothingToDoWhereNothingIsPending) {
  push_schema_of_both();

  const RunReport report = migrator({files_[0]}).up();

  ASSERT_TRUE(report.ok()) << why(report);
  EXPECT_THAT(report.done, IsEmpty());
  EXPECT_TRUE(is_pushed());
}

TEST_F(PushedTest, UpRecordsWhatPushHasMade) {
  push_schema_of_both();

  const RunReport report = migrator(files_).up();

  ASSERT_TRUE(report.ok()) << why(report);
  EXPECT_THAT(report.done, IsEmpty());
  ASSERT_THAT(report.baseline, SizeIs(1));
  EXPECT_EQ(report.baseline[0].name, "b");
  EXPECT_THAT(applied(), ElementsAre("1", "2"));
  EXPECT_FALSE(is_pushed());
  EXPECT_THAT(migrator(files_).up().baseline, IsEmpty());
  EXPECT_TRUE(migrator(files_).down().ok());
  EXPECT_FALSE(has_table("b"));
}

TEST_F(PushedTest, UpRunsNothingWhereMigrationsMakeAnotherSchema) {
  push_schema_of_both();

  const RunReport report = migrator({files_[0], table("2", "c")}).up();

  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error->code, ErrorCode::pushed) << why(report);
  EXPECT_THAT(applied(), ElementsAre("1"));
  EXPECT_FALSE(has_table("c"));
  EXPECT_TRUE(is_pushed());
}

TEST_F(PushedTest, UpKeepsOffWhereNobodyKnowsWhatTheMigrationsMake) {
  push_schema_of_both();
  const RunReport report = MigratorTest::migrator(files_).up();
  if (!postgresql) {
    EXPECT_THAT(report.baseline, SizeIs(1)) << why(report);
    return;
  }
  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error->code, ErrorCode::pushed);
  EXPECT_THAT(report.error->message, HasSubstr("does not know"));
}

TEST_F(PushedTest, UpTakesTheMarkOffWhereTheSchemaIsThatOfTheSetAgain) {
  push_schema_of_both();
  execute(database_, "DROP TABLE b");

  ASSERT_TRUE(migrator({files_[0]}).up().ok());

  EXPECT_FALSE(is_pushed());
  EXPECT_THAT(migrator(files_).up().done, SizeIs(1));
}

TEST_F(PushedTest, PartOfTheMigrationsIsRecordedAndTheMarkStays) {
  push_schema_of_both();
  execute(database_, "CREATE TABLE c (id integer PRIMARY KEY)");
  std::vector<File> three = files_;
  three.push_back(table("3", "c"));

  EXPECT_THAT(migrator(three).up({.to = Version(2)}).baseline, SizeIs(1));
  EXPECT_TRUE(is_pushed());
  EXPECT_THAT(migrator(three).up().baseline, SizeIs(1));
  EXPECT_FALSE(is_pushed());
}

TEST_F(PushedTest, RepeatableScriptsAreRecordedToo) {
  const std::string view = "CREATE VIEW v AS SELECT id FROM a;\n";
  const std::string down = "-- migrate:down\nDROP VIEW v;\n";
  const File old = {"repeatable/v.sql", "-- migrate:up\n" + view + down};
  ASSERT_TRUE(migrator({files_[0], old}).up().ok());
  execute(database_, "DROP VIEW v");
  execute(database_, "CREATE VIEW v AS SELECT 1");
  execute(database_, "UPDATE " + history_table +
                         "_info SET pushed = 'abc', set_digest = ''");
  const File changed = {"repeatable/v.sql",
                        "-- migrate:up\nCREATE VIEW v AS SELECT 1;\n" + down};

  const RunReport report = migrator({files_[0], changed}).up();

  ASSERT_TRUE(report.ok()) << why(report);
  EXPECT_THAT(report.baseline, SizeIs(1));
  EXPECT_FALSE(is_pushed());
  EXPECT_TRUE(migrator({files_[0], changed}).up().baseline.empty());
}

TEST_F(PushedTest, NothingIsUndone) {
  push_schema_of_both();
  Migrator migrator = this->migrator(files_);
  for (const RunReport& report : {migrator.down(), migrator.reset()}) {
    ASSERT_FALSE(report.ok());
    EXPECT_EQ(report.error->code, ErrorCode::pushed) << why(report);
  }
  EXPECT_THAT(applied(), ElementsAre("1"));
}

TEST_F(PushedTest, VerifyAndHealthAreAboutMigrations) {
  push_schema_of_both();
  Migrator migrator = this->migrator({files_[0]});
  EXPECT_TRUE(migrator.verify().ok());
  EXPECT_TRUE(migrator.health().ok());
}

}  // namespace
}  // namespace godwit
