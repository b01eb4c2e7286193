// SPDX-License-Identifier: BSL-1.0
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <thread>

#include "driver_test.h"
#include "support/postgresql_servers.h"

namespace godwit::driver {
namespace {

using test::Child;
using test::Cluster;
using test::Pooler;

constexpr const char* terminate_itself =
    "SELECT pg_terminate_backend(pg_backend_pid())";

class PostgresqlLossTest : public DriverTest {
 protected:
  bool somebody_sleeps() {
    return !column(
                "SELECT pid FROM pg_stat_activity WHERE state = 'active' "
                "AND wait_event = 'PgSleep' AND datname = current_database()")
                .empty();
  }

  void connect_with(const std::string& setting) {
    connection_ =
        godwit::connect(database_.url() + " options='-c " + setting + "'")
            .value();
  }
  /// Whether whoever asks is the only one who is connected.
  bool is_alone() {
    return column(
               "SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
               "AND datname = current_database()")
        .empty();
  }
};

TEST_F(PostgresqlLossTest, TerminatedSessionKeepsWhatWasDone) {
  TaskList tasks;
  tasks.transactional("a", "CREATE TABLE a (id INTEGER)");
  tasks.transactional("b", terminate_itself);

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::connection_lost);
  EXPECT_EQ(outcome.committed, 1u);
  EXPECT_EQ(outcome.failure->task, 1u);
  EXPECT_THAT(outcome.failure->error.message, HasSubstr("administrator"));
  EXPECT_THAT(log(), ElementsAre("a: all"));
}

TEST_F(PostgresqlLossTest, SessionGoesOnAfterReconnecting) {
  TaskList broken;
  broken.transactional("a", terminate_itself);
  run(broken);
  TaskList next;
  next.transactional("b", "CREATE TABLE b (id INTEGER)");

  const auto reconnected = session().reconnect();
  const Outcome outcome = run(next);

  ASSERT_TRUE(reconnected.ok());
  ASSERT_SUCCEEDED(outcome);
  EXPECT_THAT(log(), ElementsAre("b: all"));
}

TEST_F(PostgresqlLossTest, StatementOutsideATransactionIsLostToo) {
  TaskList tasks;
  tasks.by_statement(
      "a", std::string("CREATE TABLE a (id INTEGER); ") + terminate_itself);

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::connection_lost);
  EXPECT_EQ(outcome.statements_kept, 1u);
  EXPECT_THAT(log(), ElementsAre("a: 1"));
}

TEST_F(PostgresqlLossTest, QueryOnALostConnectionSaysSo) {
  execute(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
      "WHERE application_name LIKE 'godwit/%' AND datname = "
      "current_database()");

  const auto rows = session().query({"SELECT 1"});

  ASSERT_FALSE(rows.ok());
  EXPECT_EQ(rows.error().code, ErrorCode::connection_lost);
  EXPECT_THAT(rows.error().message, HasSubstr("administrator command"));
}

TEST_F(PostgresqlLossTest, TimeOutOfAnIdleSessionIsNamed) {
  connect_with("idle_session_timeout=50");
  wait_until([&] { return is_alone(); });

  const auto rows = session().query({"SELECT 1"});

  ASSERT_FALSE(rows.ok());
  EXPECT_EQ(rows.error().code, ErrorCode::connection_lost);
  EXPECT_THAT(rows.error().hint, HasSubstr("idle_session_timeout"));
}

TEST_F(PostgresqlLossTest, TimeOutOfAnIdleTransactionIsNamed) {
  connect_with("idle_in_transaction_session_timeout=50");
  recorder_.on_started = [&](std::size_t task) {
    if (task == 1) wait_until([&] { return is_alone(); });
  };
  TaskList tasks;
  tasks.transactional("a", "CREATE TABLE a (id INTEGER)");
  tasks.transactional("b", "CREATE TABLE b (id INTEGER)");

  const Outcome outcome = run(tasks, TransactionMode::batch);

  ASSERT_FAILED(outcome, ErrorCode::connection_lost);
  EXPECT_EQ(outcome.committed, 0u);
  EXPECT_THAT(outcome.failure->error.hint,
              HasSubstr("idle_in_transaction_session_timeout"));
  EXPECT_FALSE(exists("a"));
}

TEST_F(PostgresqlLossTest, StatementThatSomebodyCancelsIsNoWishOfOurs) {
  TaskList tasks;
  tasks.transactional("a", "SELECT pg_sleep(600)");
  std::jthread somebody;
  recorder_.on_started = [&](std::size_t) {
    somebody = std::jthread([&] {
      wait_until([&] { return somebody_sleeps(); });
      column(
          "SELECT pg_cancel_backend(pid) FROM pg_stat_activity "
          "WHERE wait_event = 'PgSleep' AND datname = current_database()");
    });
  };

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::statement_failed);
  EXPECT_THAT(outcome.failure->error.hint, HasSubstr("somebody cancelled it"));
}

TEST_F(PostgresqlLossTest, TransactionThatMayOnlyReadIsExplained) {
  TaskList tasks;
  tasks.transactional("a",
                      "SET TRANSACTION READ ONLY; CREATE TABLE a (id INTEGER)");

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::statement_failed);
  EXPECT_EQ(outcome.failure->error.sqlstate, "25006");
  EXPECT_THAT(outcome.failure->error.hint, HasSubstr("read-only"));
}

// The server would otherwise go on with the statement, and with the lock.
TEST_F(PostgresqlLossTest, KilledClientGivesTheLockBackInALongStatement) {
  connection_.reset();
  Child child([&] {
    connection_ = connect();
    TaskList tasks;
    tasks.transactional("a", "SELECT pg_sleep(600)");
    return run(tasks).committed == 1;
  });
  wait_until([&] { return somebody_sleeps(); });

  child.kill();

  connection_ = connect();
  lock();
  session().unlock();
  EXPECT_FALSE(somebody_sleeps());
}

TEST_F(PostgresqlLossTest, KilledClientGivesTheLockBackWhileItIsIdle) {
  const Pooler pooler(4);
  connection_.reset();
  for (const std::string& url :
       {database_.url(), pooler.url(database_.name())}) {
    Child child([&] {
      connection_ = godwit::connect(url).value();
      lock();
      while (true) pause();
      return false;
    });
    auto observer = connect();
    const auto held = [&] {
      return observer.session().lock_holder(lock_request().name).value();
    };
    wait_until([&] { return held().has_value(); });

    child.kill();

    connection_ = connect();
    lock();
    session().unlock();
    EXPECT_FALSE(held()) << url;
    connection_.reset();
  }
}

TEST(PostgresqlServerLoss, ServerKilledInMidRunIsALostConnection) {
  Cluster server;
  server.start();
  auto connection = connect(server.url()).value();
  Session& session = connection.session();
  Recorder recorder;
  TaskList tasks;
  tasks.transactional("a", "SELECT pg_sleep(600)");
  tasks.back().records = {{}};
  session.lock({.name = "public.x"}, recorder, {}).value();

  std::jthread killer;
  recorder.on_started = [&](std::size_t) {
    killer = std::jthread([&] { server.stop(SIGQUIT); });
  };
  const Outcome outcome =
      session.run(tasks.get(), TransactionMode::each, recorder, {});
  killer.join();
  const auto reconnected = session.reconnect();

  ASSERT_FAILED(outcome, ErrorCode::connection_lost);
  EXPECT_EQ(outcome.committed, 0u);
  ASSERT_FALSE(reconnected.ok());
  EXPECT_EQ(reconnected.error().code, ErrorCode::connection_failed);
}

}  // namespace
}  // namespace godwit::driver
