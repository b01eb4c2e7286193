// SPDX-License-Identifier: BSL-1.0
//
// A database against what the migrations of a program make.
#include "run/migrator_fixture.h"

namespace godwit {
namespace {

class DriftTest : public MigratorTest {
 protected:
  const std::vector<File> files_ = {table("1", "a"), table("2", "b")};

  // That knows what they make.
  Migrator knowing(const std::vector<File>& files) {
    sets_.push_back(std::make_unique<EmbeddedFiles>(dialect, files));
    sets_.back()->with_expected_schema(made_by(files));
    return Migrator(connect(), sets_.back()->set());
  }

  static std::vector<std::string> objects(const Result<Drift>& drift) {
    EXPECT_TRUE(drift.ok()) << to_string(drift.error());
    std::vector<std::string> all;
    if (!drift) return all;
    for (const DriftedObject& one : drift->objects) {
      all.push_back(std::string(to_string(one.kind)) + ' ' + one.object);
    }
    return all;
  }

  const std::string in_ = postgresql ? "public." : "";
};

TEST_F(DriftTest, NothingDiffersAfterUp) {
  Migrator migrator = knowing(files_);
  ASSERT_TRUE(migrator.up().ok());
  const auto drift = migrator.drift();
  ASSERT_TRUE(drift.ok()) << to_string(drift.error());
  EXPECT_TRUE(drift->none());
  EXPECT_THAT(drift->revert, IsEmpty());
}

// What stands in the expected schema behind its head is not read then.
TEST_F(DriftTest, DigestTellsThatNothingDiffers) {
  Migrator migrator = knowing(files_);
  ASSERT_TRUE(migrator.up().ok());
  std::string expected(sets_.back()->set().expected_schema());
  sets_.back()->with_expected_schema(
      expected.replace(expected.find("\tb\n"), 3, "\tz\n"));
  Migrator another(connect(), sets_.back()->set());
  EXPECT_THAT(objects(another.drift()), IsEmpty());
  execute(database_, "CREATE TABLE c (id integer PRIMARY KEY)");
  EXPECT_THAT(objects(another.drift()), Contains(HasSubstr("c")));
  EXPECT_THAT(objects(another.drift()), Contains(HasSubstr("z")));
}

TEST_F(DriftTest, NamesWhatSomebodyChangedAndGoesEitherWay) {
  Migrator migrator = knowing(files_);
  ASSERT_TRUE(migrator.up().ok());
  execute(database_, "ALTER TABLE a ADD COLUMN nick text DEFAULT 'x'");
  execute(database_, "DROP TABLE b");
  execute(database_, "CREATE TABLE c (d integer PRIMARY KEY, e text UNIQUE)");
  const std::vector<std::string> wanted = {
      "missing table " + in_ + "b", "unexpected table " + in_ + "c",
      "unexpected column " + in_ + "a.nick"};
  const auto drift = migrator.drift();
  EXPECT_EQ(objects(drift), wanted);
  EXPECT_THAT(drift->unplanned, IsEmpty());

  execute(database_, drift->revert);
  EXPECT_THAT(objects(migrator.drift()), IsEmpty());
  execute(database_, drift->adopt);
  EXPECT_EQ(objects(migrator.drift()), wanted);
}

TEST_F(DriftTest, TellsBothSidesOfWhatIsAnotherOne) {
  Migrator migrator = knowing(
      {table("1", "a"), {"2_v.sql", "CREATE VIEW v AS SELECT id FROM a;"}});
  ASSERT_TRUE(migrator.up().ok());
  execute(database_, "DROP VIEW v");
  execute(database_, "CREATE VIEW v AS SELECT id + 1 AS id FROM a");
  const auto drift = migrator.drift();
  ASSERT_EQ(objects(drift), std::vector{"different view " + in_ + "v"});
  const auto& aspects = drift->objects.front().aspects;
  ASSERT_THAT(aspects, SizeIs(1));
  EXPECT_THAT(aspects.front().expected, Not(HasSubstr("1")));
  EXPECT_THAT(aspects.front().found, HasSubstr("+ 1"));
}

TEST_F(DriftTest, LeavesOutWhatOthersMake) {
  Migrator migrator = knowing(files_);
  ASSERT_TRUE(migrator.up().ok());
  execute(database_, "CREATE TABLE job (id integer PRIMARY KEY)");
  execute(database_, "CREATE TABLE job_log (id integer PRIMARY KEY)");
  EXPECT_THAT(objects(migrator.drift()), SizeIs(2));
  EXPECT_THAT(objects(migrator.drift({.ignore = {"job"}})), SizeIs(1));
  EXPECT_THAT(objects(migrator.drift({.ignore = {in_ + "job*"}})), IsEmpty());
}

TEST_F(DriftTest, LeavesOutWhatMigrationsKeep) {
  Migrator migrator = knowing(files_);
  ASSERT_TRUE(migrator.up().ok());
  execute(database_,
          "CREATE TABLE godwit_kept_a_nick (id integer NOT NULL, nick text, "
          "PRIMARY KEY (id))");
  execute(database_, "CREATE INDEX by_nick ON godwit_kept_a_nick (nick)");
  EXPECT_THAT(objects(migrator.drift()), IsEmpty());
}

TEST_F(DriftTest, NeedsNoRightToWrite) {
  ASSERT_TRUE(knowing(files_).up().ok());
  execute(database_, "CREATE TABLE c (d integer)");
  Connection reader =
      godwit::connect(database_.url(), {.read_only = true}).value();
  Migrator migrator(reader, sets_.back()->set());
  EXPECT_THAT(objects(migrator.drift()), SizeIs(1));
}

TEST_F(DriftTest, IsNothingToAskWhileSomethingIsPending) {
  Migrator migrator = knowing(files_);
  ASSERT_TRUE(migrator.up({.steps = 1}).ok());
  EXPECT_EQ(migrator.drift().error().code, ErrorCode::pending);
}

TEST_F(DriftTest, SaysThatNothingIsExpected) {
  Migrator migrator = this->migrator(files_);
  ASSERT_TRUE(migrator.up().ok());
  EXPECT_EQ(migrator.drift().error().code, ErrorCode::unsupported);
}

}  // namespace
}  // namespace godwit
