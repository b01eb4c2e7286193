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
  ASSERT_TRUE(shop.up({.to = "1"}).ok());
  const Plan confirmed = shop.plan(DownRequest{}).value();
  ASSERT_TRUE(shop.up().ok());

  const RunReport report = shop.down({.confirmed = &confirmed});

  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error->code, ErrorCode::diverged);
  EXPECT_THAT(report.error->notes, ElementsAre("confirmed: 1_a", "now: 2_b"));
  EXPECT_TRUE(has_table("b"));
  const Plan again = shop.plan(DownRequest{}).value();
  EXPECT_TRUE(shop.down({.confirmed = &again}).ok());
  EXPECT_FALSE(has_table("b"));
}

TEST_F(ConfirmedTest, ResetDoesWhatWasConfirmedAndNothingElse) {
  Migrator shop = migrator({table("1", "a"), table("2", "b")});
  ASSERT_TRUE(shop.up({.to = "1"}).ok());
  const Plan confirmed = shop.plan(DownRequest{.all = true}).value();
  ASSERT_TRUE(shop.up().ok());
  EXPECT_FALSE(shop.reset({.confirmed = &confirmed}).ok());
  EXPECT_TRUE(has_table("a"));
  EXPECT_TRUE(has_table("godwit_migrations"));
}

TEST_F(ConfirmedTest, WhatIsConfirmedIsComparedUnderTheLock) {
  Migrator first = migrator({table("1", "a"), table("2", "b")});
  ASSERT_TRUE(first.up({.to = "1"}).ok());
  Migrator second = migrator({table("1", "a"), table("2", "b")});
  const Plan confirmed = second.plan(DownRequest{}).value();
  std::thread waiting;
  RunReport report;
  MigratorOptions options;
  options.on_event = [&](const Event& event) {
    if (event.kind != Event::Kind::started) return;
    waiting =
        std::thread([&] { report = second.down({.confirmed = &confirmed}); });
  };
  ASSERT_TRUE(migrator({table("1", "a"), table("2", "b")}, options).up().ok());
  waiting.join();

  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error->code, ErrorCode::diverged) << why(report);
  EXPECT_TRUE(has_table("a"));
}

}  // namespace
}  // namespace godwit
