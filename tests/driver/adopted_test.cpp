// SPDX-License-Identifier: BSL-1.0
#include "application.h"
#include "driver_test.h"

namespace godwit::driver {
namespace {

class AdoptedTest : public DriverTest {
 protected:
  AdoptedTest() : application_(database_) {}

  Application application_;
};

TEST_F(AdoptedTest, ConnectionKeepsItsSettingsAndStaysOpen) {
  application_.change_setting();
  const std::string before = application_.setting();
  connection_ = application_.use().value();
  TaskList tasks;
  tasks.transactional("a", "CREATE TABLE a (id INTEGER)");
  tasks.by_statement("b", "CREATE TABLE b (id INTEGER); VACUUM");

  const Outcome outcome = run(tasks);
  connection_.reset();

  ASSERT_SUCCEEDED(outcome);
  EXPECT_EQ(application_.setting(), before);
  EXPECT_EQ(application_.execute("SELECT count(*) FROM log"), "2");
}

TEST_F(AdoptedTest, FailureKeepsItsSettingsToo) {
  application_.change_setting();
  const std::string before = application_.setting();
  connection_ = application_.use().value();
  TaskList tasks;
  tasks.transactional("a", "SELECT nope");

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::statement_failed);
  EXPECT_EQ(application_.setting(), before);
}

TEST_F(AdoptedTest, ApplicationCanBeginATransactionAfterwards) {
  connection_ = application_.use().value();
  TaskList tasks;
  tasks.transactional("a", "CREATE TABLE a (id INTEGER)");
  run(tasks);

  application_.execute("BEGIN; INSERT INTO a VALUES (1); COMMIT");

  EXPECT_THAT(column("SELECT id FROM a"), ElementsAre("1"));
}

TEST_F(AdoptedTest, ConnectionInsideATransactionIsRefused) {
  application_.execute("BEGIN");

  const auto used = application_.use();

  ASSERT_FALSE(used.ok());
  EXPECT_EQ(used.error().code, ErrorCode::invalid_argument);
}

TEST_F(AdoptedTest, TransactionThatTheApplicationOpensLaterIsLeftAlone) {
  connection_ = application_.use().value();
  application_.execute("BEGIN; INSERT INTO log VALUES ('mine', 'x')");

  const auto locked = session().lock(lock_request(), recorder_, {});
  session().unlock();
  application_.execute("COMMIT");

  ASSERT_FALSE(locked.ok());
  EXPECT_EQ(locked.error().code, ErrorCode::invalid_argument);
  EXPECT_THAT(log(), ElementsAre("mine: x"));
}

TEST_F(AdoptedTest, WhatTheObserverWritesIsNotMixedWithTheScripts) {
  connection_ = application_.use().value();
  TaskList tasks;
  for (const std::string name : {"a", "b", "c"}) {
    tasks.transactional(name, "CREATE TABLE " + name + " (id INTEGER)");
  }
  recorder_.on_started = [&](std::size_t task) {
    if (task == 1) application_.execute("INSERT INTO log VALUES ('x', 'y')");
  };

  const Outcome outcome = run(tasks);

  if (driver_under_test == test::Driver::sqlite) {
    // It would be a part of the migration.
    ASSERT_FAILED(outcome, ErrorCode::invalid_argument);
    EXPECT_THAT(log(), ElementsAre("a: all"));
    EXPECT_FALSE(exists("b"));
  } else {
    ASSERT_SUCCEEDED(outcome);
    EXPECT_THAT(log(), ElementsAre("a: all", "b: all", "c: all", "x: y"));
  }
}

TEST_F(AdoptedTest, ConnectionIsNotMadeAnew) {
  connection_ = application_.use().value();

  const auto reconnected = session().reconnect();

  ASSERT_FALSE(reconnected.ok());
  EXPECT_EQ(reconnected.error().code, ErrorCode::invalid_argument);
  EXPECT_FALSE(reconnected.error().hint.empty());
}

}  // namespace
}  // namespace godwit::driver
