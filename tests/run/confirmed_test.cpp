// SPDX-License-Identifier: BSL-1.0
//
// Runs that do what somebody has agreed to.
#include <thread>

#include "run/migrator_fixture.h"

namespace godwit {
namespace {

using ConfirmedTest = MigratorTest;

TEST_F(ConfirmedTest, DownDoesWhatWasConfirmedAndNothingElse) {
  Migrator shop = migrator({table("1", "a"), table("2", "b")});
  ASSERT_TRUE(shop.up({.to = Version(1)}).ok());
  const Plan confirmed = shop.plan_down().value();
  ASSERT_TRUE(shop.up().ok());

  const RunReport report = shop.run(confirmed);

  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error->code, ErrorCode::plan_outdated);
  EXPECT_THAT(report.error->notes,
              ElementsAre("the history has other rows than then",
                          "planned: 1_a", "now: 2_b"));
  EXPECT_TRUE(has_table("b"));
  const Plan again = shop.plan_down().value();
  EXPECT_TRUE(shop.run(again).ok());
  EXPECT_FALSE(has_table("b"));
}

TEST_F(ConfirmedTest, ARowThatMakesNoOtherStepsIsNoticed) {
  const std::vector<File> files = {table("1", "a"), table("2", "b"),
                                   table("3", "c")};
  Migrator shop = migrator(files);
  ASSERT_TRUE(shop.up({.to = Version(2)}).ok());
  const Plan confirmed = shop.plan_down().value();
  execute(database_, "DELETE FROM " + history_table + " WHERE id = '1'");

  const RunReport report = shop.run(confirmed);

  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error->code, ErrorCode::plan_outdated) << why(report);
  EXPECT_TRUE(has_table("b"));
}

TEST_F(ConfirmedTest, TwoProcessesNameTheSamePlanAlike) {
  const std::vector<File> files = {table("1", "a"), table("2", "b")};
  const std::string first = migrator(files).plan_up().value().hash;
  EXPECT_EQ(first.size(), 16u);
  EXPECT_EQ(migrator(files).plan_up().value().hash, first);
  EXPECT_NE(migrator(files).plan_up({.to = Version(1)}).value().hash, first);
  ASSERT_TRUE(migrator(files).up({.to = Version(1)}).ok());
  EXPECT_NE(migrator(files).plan_up().value().hash, first);
}

TEST_F(ConfirmedTest, ResetDoesWhatWasConfirmedAndNothingElse) {
  Migrator shop = migrator({table("1", "a"), table("2", "b")});
  ASSERT_TRUE(shop.up({.to = Version(1)}).ok());
  const Plan confirmed = shop.plan_reset().value();
  ASSERT_TRUE(shop.up().ok());
  EXPECT_FALSE(shop.run(confirmed).ok());
  EXPECT_TRUE(has_table("a"));
  EXPECT_TRUE(has_table("godwit_migrations"));
}

TEST_F(ConfirmedTest, WhatIsConfirmedIsComparedUnderTheLock) {
  Migrator first = migrator({table("1", "a"), table("2", "b")});
  ASSERT_TRUE(first.up({.to = Version(1)}).ok());
  Migrator second = migrator({table("1", "a"), table("2", "b")});
  const Plan confirmed = second.plan_down().value();
  std::thread waiting;
  RunReport report;
  MigratorOptions options;
  options.on_event = [&](const Event& event) {
    if (event.kind != Event::Kind::started) return;
    waiting = std::thread([&] { report = second.run(confirmed); });
  };
  ASSERT_TRUE(migrator({table("1", "a"), table("2", "b")}, options).up().ok());
  waiting.join();

  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error->code, ErrorCode::plan_outdated) << why(report);
  EXPECT_TRUE(has_table("a"));
}

}  // namespace
}  // namespace godwit
