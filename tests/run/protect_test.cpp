// SPDX-License-Identifier: BSL-1.0
//
// Databases that must keep what they have.
#include "run/migrator_fixture.h"

namespace godwit {
namespace {

using std::chrono::milliseconds;

class ProtectTest : public MigratorTest {
 protected:
  const std::vector<File> files_ = {table("1", "a"), table("2", "b")};
  const MigratorOptions production_ = {.lock_timeout = milliseconds(0),
                                       .protection = "production"};

  std::string protection() {
    const auto status = migrator(files_).status();
    EXPECT_TRUE(status.ok()) << to_string(status.error());
    return status.ok() ? status->protection : "";
  }
};

TEST_F(ProtectTest, ProtectedDatabaseKeepsWhatItHas) {
  Migrator migrator = this->migrator(files_);
  ASSERT_TRUE(migrator.up().ok());
  const Plan before = migrator.plan_reset().value();
  EXPECT_TRUE(migrator.protect({.reason = "production"}).value());

  for (const RunReport& report :
       {migrator.reset(), migrator.down({.all = true}), migrator.run(before)}) {
    ASSERT_FALSE(report.ok());
    EXPECT_EQ(report.error->code, ErrorCode::protected_database) << why(report);
    EXPECT_THAT(report.error->message, HasSubstr("production"));
  }
  EXPECT_EQ(migrator.plan_reset().error().code, ErrorCode::protected_database);
  EXPECT_THAT(applied(), ElementsAre("1", "2"));
  EXPECT_TRUE(migrator.down().ok());

  EXPECT_TRUE(migrator.protect({.reason = "a copy", .off = true}).value());
  EXPECT_TRUE(migrator.reset().ok());
}

TEST_F(ProtectTest, RestoreIsRefusedToo) {
  ASSERT_TRUE(migrator(files_, production_).up().ok());
  const auto restored = restore(connect(), "nothing.backup");
  ASSERT_FALSE(restored.ok());
  EXPECT_EQ(restored.error().code,
            over_http ? ErrorCode::unsupported : ErrorCode::protected_database);
}

TEST_F(ProtectTest, NeedsAReasonAndAHistory) {
  Migrator migrator = this->migrator(files_);
  EXPECT_EQ(migrator.protect({}).error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(migrator.protect({.reason = "production"}).error().code,
            ErrorCode::invalid_argument);
}

TEST_F(ProtectTest, ReasonIsKeptAsItIs) {
  const std::string reason = "it's <ours> & not \"yours\", ‘ä’\n– \\ $1";
  Migrator migrator = this->migrator(files_);
  ASSERT_TRUE(migrator.init().value());
  EXPECT_TRUE(migrator.protect({.reason = reason}).value());
  EXPECT_FALSE(migrator.protect({.reason = reason}).value());
  EXPECT_EQ(protection(), reason);
  EXPECT_EQ(migrator.log()->back().action, "protect");
  EXPECT_EQ(migrator.log()->back().reason, reason);
  EXPECT_TRUE(migrator.up().ok());
}

TEST_F(ProtectTest, SaysNothingOfWhetherTheSetIsComplete) {
  Migrator migrator = this->migrator(files_);
  ASSERT_TRUE(migrator.up().ok());
  ASSERT_TRUE(migrator.protect({.reason = "production"}).value());
  EXPECT_EQ(rows(database_, "SELECT length(set_digest), set_size FROM " +
                                history_table + "_info"),
            (std::vector<std::vector<std::string>>{{"64", "2"}}));
}

TEST_F(ProtectTest, NewDatabaseIsProtectedThoughItsFirstMigrationFails) {
  Migrator migrator =
      this->migrator({{"1_a.sql", "SELECT nonsense;\n"}}, production_);
  ASSERT_FALSE(migrator.up().ok());
  EXPECT_EQ(this->migrator({{"1_a.sql", "SELECT 1;\n"}}).status()->protection,
            "production");
}

TEST_F(ProtectTest, InitAndBaselineProtectToo) {
  ASSERT_TRUE(migrator(files_, production_).init().value());
  EXPECT_EQ(protection(), "production");
  ASSERT_TRUE(migrator(files_)
                  .protect({.reason = "to see the next", .off = true})
                  .value());
  ASSERT_TRUE(
      migrator(files_, production_).baseline({Version(1), "was there"}).ok());
  EXPECT_EQ(protection(), "production");
}

TEST_F(ProtectTest, FirstRecordProtectsADatabaseThatHasAHistory) {
  for (const char* directive : {"", "-- godwit: no-transaction\n"}) {
    const std::string version = *directive == '\0' ? "2" : "3";
    ASSERT_TRUE(migrator({table("1", "a")}).up({.to = Version(1)}).ok());
    ASSERT_TRUE(migrator({table("1", "a"),
                          {version + "_b.sql", std::string(directive) +
                                                   "-- migrate:up\nSELECT 1;"
                                                   "\nSELECT 2;\n"
                                                   "-- migrate:down\n"}},
                         production_)
                    .up()
                    .ok());
    EXPECT_EQ(migrator({table("1", "a")}).status()->protection, "production");
    ASSERT_TRUE(migrator({table("1", "a")})
                    .protect({.reason = "once more", .off = true})
                    .value());
    ASSERT_TRUE(migrator({table("1", "a")}).down().ok());
  }
}

TEST_F(ProtectTest, ReasonThatIsThereStays) {
  ASSERT_TRUE(migrator(files_).up({.to = Version(1)}).ok());
  ASSERT_TRUE(migrator(files_).protect({.reason = "of a customer"}).value());
  ASSERT_TRUE(migrator(files_, production_).up().ok());
  EXPECT_EQ(protection(), "of a customer");
}

// It takes no lock, so that it would not even be in the way of another run.
TEST_F(ProtectTest, StartWithNothingToDoWritesNothing) {
  ASSERT_TRUE(migrator(files_).up().ok());
  Migrator other = migrator({table("1", "a"), table("2", "b"), table("3", "c")},
                            {.on_event = [&](const Event& event) {
                              if (event.kind != Event::Kind::started) return;
                              RunReport start =
                                  migrator(files_, production_).up();
                              EXPECT_TRUE(start.ok()) << why(start);
                            }});
  ASSERT_TRUE(other.up().ok());
  EXPECT_EQ(protection(), "");
}

TEST_F(ProtectTest, DownLeavesThatAsItIs) {
  ASSERT_TRUE(migrator(files_).up().ok());
  ASSERT_TRUE(migrator(files_, production_).down().ok());
  EXPECT_EQ(protection(), "");
}

}  // namespace
}  // namespace godwit
