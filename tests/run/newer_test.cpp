// SPDX-License-Identifier: BSL-1.0
//
// Older and newer binaries on one database.
#include "run/migrator_fixture.h"

namespace godwit {
namespace {

using NewerTest = MigratorTest;

TEST_F(NewerTest, AnOlderBinaryUndoesWhatANewerOneDid) {
  ASSERT_TRUE(migrator({table("1", "a"), table("2", "b")}).up().ok());

  const RunReport report = migrator({table("1", "a")}).down();

  ASSERT_TRUE(report.ok()) << why(report);
  EXPECT_FALSE(has_table("b"));
  EXPECT_THAT(applied(), ElementsAre("1"));
}

TEST_F(NewerTest, ABreakingMigrationIsRememberedWhateverIsUndone) {
  const std::string breaking =
      "-- migrate:up\n-- godwit: breaking\nSELECT 1;\n-- migrate:down\n";
  ASSERT_TRUE(
      migrator({table("1", "a"), {"2_b.sql", breaking}, {"3_c.sql", breaking}})
          .up()
          .ok());
  Migrator older = migrator({table("1", "a")});
  ASSERT_TRUE(older.down().ok());

  const RunReport report = older.up();

  ASSERT_FALSE(report.ok());
  EXPECT_THAT(report.error->message, HasSubstr("carries migration 2_b"));
}

TEST_F(NewerTest, AnOlderBinaryIsToldOfTheNewerMigrations) {
  ASSERT_TRUE(migrator({table("1", "a"), table("2", "b")}).up().ok());

  const RunReport report = migrator({table("1", "a")}).up();

  ASSERT_TRUE(report.ok()) << why(report);
  ASSERT_THAT(report.newer, SizeIs(1));
  EXPECT_EQ(report.newer[0].version.text(), "2");
  EXPECT_EQ(report.newer[0].name, "b");
}

TEST_F(NewerTest, AnOlderBinaryMayRefuseToRunBesideANewerOne) {
  ASSERT_TRUE(migrator({table("1", "a"), table("2", "b")}).up().ok());
  const RunReport report =
      migrator({table("1", "a")}).up({.newer = NewerPolicy::refuse});
  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error->code, ErrorCode::binary_too_old);
}

TEST_F(NewerTest, VerifyComparesWhatTheSetHasAndExactlyMoreThanThat) {
  ASSERT_TRUE(migrator({table("1", "a"), table("2", "b")}).up().ok());
  Migrator older = migrator({table("1", "a")});
  EXPECT_TRUE(older.verify().ok());
  EXPECT_EQ(older.verify({.exact = true}).error().code,
            ErrorCode::binary_too_old);
}

}  // namespace
}  // namespace godwit
