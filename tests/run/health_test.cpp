// SPDX-License-Identifier: BSL-1.0
//
// What the health endpoint of a service hears.
#include "run/migrator_fixture.h"

namespace godwit {
namespace {

class HealthTest : public MigratorTest {
 protected:
  Health health(const std::vector<File>& files) {
    const auto health = migrator(files).health();
    EXPECT_TRUE(health.ok()) << to_string(health.error());
    return health.ok() ? *health : Health{};
  }
  static std::string text(const std::optional<Version>& version) {
    return version ? version->text() : "none";
  }
};

TEST_F(HealthTest, ADatabaseWithoutAHistoryIsBehindAndIsLeftSo) {
  const Health found = health({table("1", "a"), table("2", "b")});

  EXPECT_EQ(found.state, HealthState::behind);
  EXPECT_FALSE(found.fit());
  EXPECT_EQ(found.pending, 2u);
  EXPECT_EQ(text(found.binary_version), "2");
  EXPECT_EQ(text(found.database_version), "none");
  EXPECT_FALSE(has_table("godwit_migrations"));
}

TEST_F(HealthTest, WhatIsAppliedCompletelyIsUpToDate) {
  ASSERT_TRUE(migrator({table("9", "a"), table("10", "b")}).up().ok());

  const Health found = health({table("9", "a"), table("10", "b")});

  EXPECT_EQ(found.state, HealthState::up_to_date);
  EXPECT_TRUE(found.fit());
  EXPECT_EQ(text(found.binary_version), "10");
  EXPECT_EQ(text(found.database_version), "10");
}

TEST_F(HealthTest, WhatWasMendedSinceIsUpToDateBeforeAndAfterTheNextStart) {
  ASSERT_TRUE(migrator({{"1_a.sql", "CREATE TABLE a (n int)"}}).up().ok());
  const std::string was =
      rows(database_, "SELECT checksum FROM " + history_table)[0][0];
  const std::vector<File> mended = {
      {"1_a.sql",
       "-- godwit: formerly " + was + "\nCREATE TABLE a (n integer)"}};

  EXPECT_EQ(health(mended).state, HealthState::up_to_date);
  EXPECT_TRUE(migrator(mended).up().ok());
  EXPECT_EQ(health(mended).state, HealthState::up_to_date);
  EXPECT_EQ(health({{"1_a.sql", "CREATE TABLE a (n integer)"}}).state,
            HealthState::diverged);
}

TEST_F(HealthTest, ASetThatWasReadBeforeIsToldTheSame) {
  ASSERT_TRUE(migrator({table("1", "a")}).up().ok());
  const EmbeddedFiles files(dialect, {table("1", "a")});
  Migrator shop(connect(), MigrationSet::from(files.set()).value());

  const auto found = shop.health();

  ASSERT_TRUE(found.ok());
  EXPECT_EQ(found->state, HealthState::up_to_date);
  EXPECT_EQ(text(found->database_version), "1");
}

TEST_F(HealthTest, ADatabaseOfAnOlderBinaryIsBehind) {
  ASSERT_TRUE(migrator({table("1", "a")}).up().ok());

  const Health found = health({table("1", "a"), table("2", "b")});

  EXPECT_EQ(found.state, HealthState::behind);
  EXPECT_EQ(found.pending, 1u);
  EXPECT_EQ(text(found.binary_version), "2");
  EXPECT_EQ(text(found.database_version), "1");
}

TEST_F(HealthTest, ADatabaseOfANewerBinaryIsAheadAndFit) {
  ASSERT_TRUE(migrator({table("1", "a"), table("2", "b")}).up().ok());

  const Health found = health({table("1", "a")});

  EXPECT_EQ(found.state, HealthState::ahead);
  EXPECT_TRUE(found.fit());
  EXPECT_EQ(found.newer, 1u);
  EXPECT_EQ(text(found.binary_version), "1");
  EXPECT_EQ(text(found.database_version), "2");
}

TEST_F(HealthTest, ABinaryThatIsTooOldIsNotFit) {
  ASSERT_TRUE(
      migrator({table("1", "a"),
                {"2_b.sql", "-- migrate:up\n-- godwit: breaking\nSELECT 1;\n"}})
          .up()
          .ok());

  const Health found = health({table("1", "a")});

  EXPECT_EQ(found.state, HealthState::ahead);
  EXPECT_TRUE(found.binary_too_old);
  EXPECT_FALSE(found.fit());
}

TEST_F(HealthTest, WhatContradictsTheSetIsCounted) {
  ASSERT_TRUE(
      migrator({table("1", "a"), table("2", "b"), table("4", "d")}).up().ok());

  const Health found =
      health({{"1_a.sql", "SELECT 1;"}, table("3", "c"), table("4", "d")});

  EXPECT_EQ(found.state, HealthState::diverged);
  EXPECT_FALSE(found.fit());
  EXPECT_EQ(found.edited, 1u);
  EXPECT_EQ(found.missing, 1u);
  EXPECT_EQ(found.out_of_order, 1u);
}

TEST_F(HealthTest, WhatIsHalfwayIsBehindToItsBinaryAndNothingToAnOlderOne) {
  const File halfway{"2_b.sql",
                     "-- godwit: no-transaction\nCREATE TABLE b (id "
                     "integer);\nSELECT nonsense;"};
  ASSERT_FALSE(migrator({table("1", "a"), halfway}).up().ok());

  const Health own = health({table("1", "a"), halfway});
  const Health older = health({table("1", "a")});

  EXPECT_EQ(own.state, HealthState::behind);
  EXPECT_EQ(own.pending, 1u);
  EXPECT_EQ(older.state, HealthState::ahead);
  EXPECT_TRUE(older.fit());
}

TEST_F(HealthTest, DoesNotWaitForAMigrationThatRuns) {
  Migrator other = migrator({table("1", "a")});
  std::optional<Result<Health>> found;
  MigratorOptions options;
  options.on_event = [&](const Event& event) {
    // The lock is held.
    if (event.kind == Event::Kind::started) found = other.health();
  };
  ASSERT_TRUE(migrator({table("1", "a"), table("2", "b")}, options).up().ok());

  ASSERT_TRUE(found && found->ok()) << to_string(found->error());
  EXPECT_EQ((*found)->binary_version, Version(1));
}

TEST_F(HealthTest, RowsThatGodwitNeverWritesAreRefused) {
  ASSERT_TRUE(migrator({table("1", "a")}).up().ok());
  execute(database_, "UPDATE " + history_table + " SET id = 'x y/<&,'");
  EXPECT_EQ(migrator({table("1", "a"), table("2", "b")}).health().error().code,
            ErrorCode::unusable_history);
}

}  // namespace
}  // namespace godwit
