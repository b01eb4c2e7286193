// SPDX-License-Identifier: BSL-1.0
//
// Servers that keep their data, and what is on their disks when they stop.
#include <signal.h>

#include <thread>

#include "driver_test.h"
#include "support/direct_postgresql.h"
#include "support/postgresql_cluster.h"

namespace godwit::driver {
namespace {

using test::Cluster;
using ::testing::AllOf;
using ::testing::Contains;

class PostgresqlCrash : public ::testing::Test {
 protected:
  PostgresqlCrash() {
    // What is not written by a COMMIT is lost in a crash.
    server_.configure("wal_writer_delay = '10s'\nbgwriter_delay = '10s'\n");
    server_.start();
    column("CREATE TABLE log (name TEXT PRIMARY KEY, done TEXT)");
    connection_ = connect(server_.url()).value();
  }

  Session& session() { return connection_->session(); }

  Outcome run(const TaskList& tasks,
              TransactionMode mode = TransactionMode::each) {
    session().lock({.name = "public.x"}, recorder_, {}).value();
    return session().run(tasks.get(), mode, recorder_, {});
  }

  void crash_and_recover() {
    server_.stop(SIGQUIT);
    server_.start();
  }

  std::vector<std::string> column(const std::string& sql) {
    std::vector<std::string> values;
    for (const auto& row : test::postgresql_rows(server_.url(), sql)) {
      values.push_back(row.at(0));
    }
    return values;
  }

  std::size_t recorded() { return column("SELECT name FROM log").size(); }

  Cluster server_;
  std::optional<Connection> connection_;
  Recorder recorder_;
};

// So many that they share messages.
TaskList many_tasks() {
  TaskList tasks;
  for (int number = 0; number < 60; ++number) {
    const std::string name = "t" + std::to_string(number);
    tasks.transactional(name, "CREATE TABLE " + name + " (id INTEGER)");
  }
  return tasks;
}

TEST_F(PostgresqlCrash, WhatIsToldAsAppliedIsThereAfterIt) {
  const Outcome outcome = run(many_tasks());
  crash_and_recover();

  ASSERT_SUCCEEDED(outcome);
  EXPECT_EQ(recorded(), outcome.committed);
}

TEST_F(PostgresqlCrash, WhatIsToldAsKeptBeforeAFailureIsThereAfterIt) {
  TaskList tasks = many_tasks();
  tasks.transactional("broken", "SELECT 1 / count(*) FROM t0");

  const Outcome outcome = run(tasks);
  crash_and_recover();

  ASSERT_FAILED(outcome, ErrorCode::statement_failed);
  EXPECT_EQ(outcome.committed, tasks.get().size() - 1);
  EXPECT_EQ(recorded(), outcome.committed);
}

TEST_F(PostgresqlCrash, WhatCannotBeWrittenAfterAFailureIsSaidToBeAtRisk) {
  column(
      "CREATE ROLE migrator LOGIN;"
      "GRANT CREATE ON SCHEMA public TO migrator; GRANT ALL ON log TO migrator;"
      "REVOKE EXECUTE ON FUNCTION "
      "pg_logical_emit_message(boolean, text, text) FROM PUBLIC");
  connection_ = connect(server_.url() + " user=migrator").value();
  TaskList tasks = many_tasks();
  tasks.transactional("broken", "SELECT 1 / count(*) FROM t0");

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::statement_failed);
  EXPECT_THAT(outcome.failure->error.notes,
              Contains(AllOf(HasSubstr("lost if the server crashes"),
                             HasSubstr("permission denied"))));
}

TEST_F(PostgresqlCrash, ABatchIsThereAfterIt) {
  const Outcome outcome = run(many_tasks(), TransactionMode::batch);
  crash_and_recover();

  ASSERT_SUCCEEDED(outcome);
  EXPECT_EQ(recorded(), outcome.committed);
}

TEST_F(PostgresqlCrash, StatementsOutsideATransactionAreThereAfterIt) {
  TaskList tasks;
  tasks.by_statement("a", "CREATE TABLE a (id INTEGER); VACUUM a; SELECT 1/0");

  const Outcome outcome = run(tasks);
  crash_and_recover();

  ASSERT_FAILED(outcome, ErrorCode::statement_failed);
  EXPECT_EQ(outcome.statements_kept, 2u);
  EXPECT_THAT(column("SELECT done FROM log"), ElementsAre("2"));
  EXPECT_EQ(column("SELECT relname FROM pg_class WHERE relname = 'a'").size(),
            1u);
}

// As for an update of the server: nobody who is connected is waited for.
TEST_F(PostgresqlCrash, ServerThatIsStoppedInOrderIsALostConnection) {
  TaskList tasks;
  tasks.transactional("a", "CREATE TABLE a (id INTEGER)");
  tasks.transactional("b",
                      "CREATE TABLE b (id INTEGER);"
                      "SELECT pg_sleep(600)");
  std::jthread stopper;
  recorder_.on_started = [&](std::size_t task) {
    if (task == 1) stopper = std::jthread([&] { server_.stop(SIGINT); });
  };

  const Outcome outcome = run(tasks);
  stopper.join();
  server_.start();
  const auto reconnected = session().reconnect();

  ASSERT_FAILED(outcome, ErrorCode::connection_lost);
  EXPECT_EQ(outcome.committed, 1u);
  EXPECT_EQ(outcome.failure->task, 1u);
  EXPECT_EQ(outcome.failure->error.sqlstate, "57P01");
  EXPECT_THAT(outcome.failure->error.hint,
              testing::HasSubstr("somebody ended the session"));
  ASSERT_TRUE(reconnected.ok()) << reconnected.error().message;
  EXPECT_THAT(column("SELECT name FROM log"), ElementsAre("a"));
  TaskList rest;
  rest.transactional("b", "CREATE TABLE b (id INTEGER)");
  recorder_.on_started = {};
  ASSERT_SUCCEEDED(run(rest));
}

TEST_F(PostgresqlCrash, StopRequestEndsTheWaitForTheServer) {
  StopSource stop;
  std::jthread stopper;
  recorder_.on_reconnecting = [&] {
    stopper = std::jthread([&] { stop.request_stop(); });
  };
  server_.stop(SIGQUIT);
  session().limit(Limits{.patience = std::chrono::seconds(60),
                         .stop = stop.token(),
                         .observer = &recorder_});
  const auto begin = std::chrono::steady_clock::now();

  const auto reconnected = session().reconnect();

  ASSERT_FALSE(reconnected.ok());
  EXPECT_EQ(reconnected.error().code, ErrorCode::cancelled);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::minutes(2));
}

}  // namespace
}  // namespace godwit::driver
