// SPDX-License-Identifier: BSL-1.0
#include <deque>
#include <thread>

#include "driver/examination.h"
#include "driver_test.h"
#include "support/postgresql_servers.h"

namespace godwit::driver {
namespace {

using test::Child;
using test::Pooler;

class PostgresqlPoolerTest : public DriverTest {
 protected:
  void connect_through(const Pooler& pooler) {
    connection_ = godwit::connect(pooler.url(database_.name())).value();
  }

  bool somebody_sleeps() {
    return !column(
                "SELECT pid FROM pg_stat_activity WHERE state = 'active' AND "
                "wait_event = 'PgSleep' AND datname = current_database()")
                .empty();
  }

  // What each of several processes does: the first one does the work.
  bool run_once(const TaskList& tasks) {
    lock();
    const Rows done =
        session().query({"SELECT count(*) FROM " + schema + "log"}).value();
    Outcome outcome;
    if (done[0][0] == "0") {
      outcome =
          session().run(tasks.get(), TransactionMode::each, recorder_, {});
    }
    session().unlock();
    return !outcome.failure.has_value();
  }
};

TEST_F(PostgresqlPoolerTest, FactsTellThatItIsThere) {
  EXPECT_FALSE(session().facts().value().pooled);

  const Pooler pooler(2);
  connect_through(pooler);

  EXPECT_TRUE(session().facts().value().pooled);
}

TEST_F(PostgresqlPoolerTest, AnExaminationTellsOfIt) {
  const auto told = [&] {
    const auto all = session().examine({});
    return std::any_of(all.begin(), all.end(), [](const Observation& one) {
      return one.topic == "pooler" && one.weight == Weight::note;
    });
  };
  EXPECT_FALSE(told());

  const Pooler pooler(2);
  connect_through(pooler);

  EXPECT_TRUE(told());
}

TEST_F(PostgresqlPoolerTest, RacingProcessesDoTheWorkOnce) {
  const Pooler pooler(4);
  connection_.reset();
  TaskList tasks;
  tasks.transactional("a", "CREATE TABLE once (id INTEGER)");
  tasks.by_statement("b", "CREATE INDEX CONCURRENTLY ON once (id)");

  std::deque<Child> children;
  for (int i = 0; i < 3; ++i) {
    children.emplace_back([&] {
      connect_through(pooler);
      return run_once(tasks);
    });
  }

  for (Child& child : children) EXPECT_TRUE(child.succeeded());
  EXPECT_THAT(log(), ElementsAre("a: all", "b: all"));
}

TEST_F(PostgresqlPoolerTest, LockExcludesDirectConnections) {
  const Pooler pooler(2);
  auto direct = connect();
  connect_through(pooler);
  LockRequest impatient = lock_request();
  impatient.wait = false;

  lock();
  const auto refused = direct.session().lock(impatient, recorder_, {});
  session().unlock();

  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::locked);
  EXPECT_TRUE(direct.session().lock(impatient, recorder_, {}).ok());
}

TEST_F(PostgresqlPoolerTest, SettingsOfAScriptDoNotReachStrangers) {
  const Pooler pooler(2);
  connect_through(pooler);
  TaskList tasks;
  tasks.transactional("a", "SET search_path TO nowhere");
  tasks.transactional("b", "SET statement_timeout TO '7s'; SELECT nothing");

  run(tasks);

  for (int i = 0; i < 4; ++i) {
    auto stranger = godwit::connect(pooler.url(database_.name())).value();
    const Rows rows =
        stranger.session()
            .query({.sql = "SELECT current_setting('search_path'), "
                           "current_setting('statement_timeout')",
                    .pinned = false})
            .value();
    EXPECT_EQ(rows[0][0], "\"$user\", public");
    EXPECT_EQ(rows[0][1], "0");
  }
}

// The pooler ends the client's lock soon; the server goes on.
TEST_F(PostgresqlPoolerTest, NextRunWaitsForTheStatementOfAKilledOne) {
  const Pooler pooler(4);
  connection_.reset();
  Child child([&] {
    connect_through(pooler);
    TaskList tasks;
    tasks.transactional("a", "SELECT pg_sleep(3)");
    return run(tasks).committed == 1;
  });
  while (!somebody_sleeps()) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  child.kill();

  connection_ = connect();
  lock();
  const bool alone = !somebody_sleeps();
  session().unlock();

  EXPECT_TRUE(alone);
  EXPECT_THAT(recorder_.events_with("waiting"),
              ::testing::Contains(HasSubstr("still runs a statement")));
}

TEST_F(PostgresqlPoolerTest, ScriptThatSetsUpTheSessionIsRefusedAtOnce) {
  const Pooler pooler(2);
  connect_through(pooler);
  TaskList tasks;
  tasks.transactional("a", "CREATE TABLE a (id INTEGER)");
  tasks.by_statement("b", "SELECT 1; SET search_path TO nowhere; SELECT 2");

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::unsupported);
  EXPECT_EQ(outcome.failure->task, 1u);
  EXPECT_EQ(outcome.failure->statement, 1u);
  EXPECT_FALSE(exists("a"));
}

TEST_F(PostgresqlPoolerTest, WhatAScriptLeavesDoesNotReachStrangers) {
  const Pooler pooler(2);
  connect_through(pooler);
  TaskList tasks;
  for (const std::string name : {"a", "b", "c"}) {
    tasks.transactional(name,
                        "CREATE TEMP TABLE ids (id INTEGER); "
                        "PREPARE p AS SELECT 1; LISTEN heard; "
                        "DECLARE c CURSOR WITH HOLD FOR SELECT 1");
  }

  const Outcome outcome = run(tasks);

  ASSERT_SUCCEEDED(outcome);
}

TEST_F(PostgresqlPoolerTest, PoolOfOneConnectionIsRefusedWithAReason) {
  const Pooler pooler(1);
  connect_through(pooler);

  const auto locked = session().lock(lock_request(), recorder_, {});
  const auto rows = session().query({"SELECT 1"});

  ASSERT_FALSE(locked.ok());
  EXPECT_EQ(locked.error().code, ErrorCode::connection_failed);
  EXPECT_THAT(locked.error().hint, HasSubstr("default_pool_size"));
  EXPECT_TRUE(rows.ok());
}

}  // namespace
}  // namespace godwit::driver
