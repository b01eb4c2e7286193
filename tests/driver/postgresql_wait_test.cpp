// SPDX-License-Identifier: BSL-1.0
#include <atomic>
#include <chrono>
#include <optional>
#include <thread>

#include "application.h"
#include "driver_test.h"
#include "support/postgresql_network.h"
#include "support/postgresql_servers.h"

namespace godwit::driver {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;
using test::Cluster;
using test::Network;
using test::Pooler;
using test::Proxy;
using test::SilentHost;
using ::testing::Contains;
using ::testing::StartsWith;

constexpr const char* fails_the_first_time =
    "DO $$ BEGIN IF nextval('attempts') < 2 THEN RAISE EXCEPTION 'not now' "
    "USING ERRCODE = '40001'; END IF; END $$";

class PostgresqlWaitTest : public DriverTest {
 protected:
  PostgresqlWaitTest() : other_(database_) {
    execute("CREATE SEQUENCE attempts");
  }

  void lock_a_table() {
    other_.execute("BEGIN");
    other_.execute("LOCK TABLE log IN ACCESS SHARE MODE");
  }
  std::string number_of_the_other() {
    return other_.execute("SELECT pg_backend_pid()");
  }

  std::string attempts() {
    return column("SELECT last_value FROM attempts").front();
  }

  Application other_;
};

TEST_F(PostgresqlWaitTest, TableThatIsNotFreeInTimeIsLockedByANamedOne) {
  lock_a_table();
  const std::string holder = "process " + number_of_the_other();
  session().limit(
      Limits{.table_lock_timeout = milliseconds(1500), .retries = 1});
  TaskList tasks;
  tasks.transactional("a", "CREATE TABLE a (id INTEGER)");
  tasks.transactional("b", "ALTER TABLE log ADD COLUMN more TEXT");

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::locked);
  EXPECT_EQ(outcome.failure->error.sqlstate, "55P03");
  EXPECT_EQ(outcome.committed, 1u);
  EXPECT_EQ(outcome.failure->task, 1u);
  EXPECT_THAT(recorder_.events, Contains(HasSubstr("blocked by " + holder)));
  EXPECT_THAT(outcome.failure->error.notes, Contains(HasSubstr(holder)));
  EXPECT_THAT(recorder_.events_with("retrying 1"), ::testing::SizeIs(1));
}

TEST_F(PostgresqlWaitTest, BlockersAreNamedWithUserStateAndQuery) {
  lock_a_table();
  other_.execute("SELECT 'what I do'");
  session().limit(Limits{.table_lock_timeout = milliseconds(1500)});
  TaskList tasks;
  tasks.transactional("a", "ALTER TABLE log ADD COLUMN more TEXT");

  run(tasks);

  const auto blocked = recorder_.events_with("blocked");
  ASSERT_FALSE(blocked.empty());
  EXPECT_THAT(blocked[0], HasSubstr("user godwit"));
  EXPECT_THAT(blocked[0], HasSubstr("idle in transaction for "));
  EXPECT_THAT(blocked[0], HasSubstr("SELECT 'what I do'"));
}

TEST_F(PostgresqlWaitTest, HolderIsNamedAsLongAsItIsInTheWay) {
  lock_a_table();
  recorder_.on_running = [&] {
    if (recorder_.holders.back().empty()) return;
    if (recorder_.ticks.back().statement == 0u) other_.execute("COMMIT");
  };
  TaskList tasks;
  tasks.by_statement("a",
                     "ALTER TABLE log ADD COLUMN more TEXT; "
                     "SELECT pg_sleep(2.5)");

  const Outcome outcome = run(tasks);

  ASSERT_SUCCEEDED(outcome);
  EXPECT_THAT(recorder_.holders,
              Contains(HasSubstr("process " + number_of_the_other())));
  EXPECT_THAT(recorder_.events_with("blocked"), ::testing::SizeIs(1));
  ASSERT_EQ(recorder_.ticks.back().statement, 1u);
  EXPECT_EQ(recorder_.holders.back(), "");
}

TEST_F(PostgresqlWaitTest, AnswerThatAnObserverTookIsNotTakenForSuccess) {
  connection_ = other_.use().value();
  recorder_.on_running = [&] {
    recorder_.on_running = {};
    other_.execute("SELECT 1");
  };
  TaskList tasks;
  tasks.by_statement("a", "BEGIN; SELECT pg_sleep(2); COMMIT");

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::connection_lost);
  EXPECT_THAT(outcome.failure->error.message, HasSubstr("on_event has used"));
}

TEST_F(PostgresqlWaitTest, QueryWithAPasswordIsNotShown) {
  lock_a_table();
  other_.execute("SELECT 'PASSWORD hush'");
  session().limit(Limits{.table_lock_timeout = milliseconds(1500)});
  TaskList tasks;
  tasks.transactional("a", "ALTER TABLE log ADD COLUMN more TEXT");

  run(tasks);

  const auto blocked = recorder_.events_with("blocked");
  ASSERT_FALSE(blocked.empty());
  EXPECT_THAT(blocked[0], ::testing::Not(HasSubstr("hush")));
}

TEST_F(PostgresqlWaitTest, TableThatBecomesFreeIsTakenByTheNextAttempt) {
  lock_a_table();
  session().limit(
      Limits{.table_lock_timeout = milliseconds(200), .retries = 3});
  recorder_.on_retrying = [&] { other_.execute("COMMIT"); };
  TaskList tasks;
  tasks.transactional("a", "ALTER TABLE log ADD COLUMN more TEXT");

  const Outcome outcome = run(tasks);

  ASSERT_SUCCEEDED(outcome);
  EXPECT_THAT(log(), ElementsAre("a: all"));
  EXPECT_THAT(recorder_.events_with("retrying"), ::testing::SizeIs(1));
}

TEST_F(PostgresqlWaitTest, WhatCannotBeSerialisedBeginsAgain) {
  session().limit(Limits{.retries = 2});
  TaskList tasks;
  tasks.transactional("a", "CREATE TABLE a (id INTEGER)");
  tasks.transactional("b", fails_the_first_time);
  tasks.transactional("c", "CREATE TABLE c (id INTEGER)");

  const Outcome outcome = run(tasks);

  ASSERT_SUCCEEDED(outcome);
  EXPECT_EQ(attempts(), "2");
  EXPECT_THAT(log(), ElementsAre("a: all", "b: all", "c: all"));
}

TEST_F(PostgresqlWaitTest, DeadlockBeginsAgain) {
  execute("CREATE TABLE one (id INTEGER); CREATE TABLE two (id INTEGER)");
  // We are the ones who look for a deadlock, and who end for it.
  other_.execute("SET deadlock_timeout = '1h'");
  other_.execute("BEGIN; LOCK TABLE two");
  const std::string other = number_of_the_other();
  session().limit(Limits{.table_lock_timeout = seconds(60), .retries = 2});
  std::atomic<bool> over = false;
  std::thread opponent;
  recorder_.on_started = [&](std::size_t) {
    if (opponent.joinable()) return;
    opponent = std::thread([&] {
      while (!over && column("SELECT pid FROM pg_locks WHERE granted AND "
                             "relation = 'one'::regclass")
                          .empty()) {
        std::this_thread::sleep_for(milliseconds(10));
      }
      other_.execute("LOCK TABLE one");
      other_.execute("COMMIT");
    });
  };
  TaskList tasks;
  tasks.transactional(
      "a",
      "LOCK TABLE one;"
      "INSERT INTO one VALUES (nextval('attempts'));"
      "DO $$ BEGIN WHILE EXISTS (SELECT FROM pg_locks WHERE granted "
      "AND relation = 'two'::regclass AND pid = " +
          other +
          ") AND NOT EXISTS (SELECT FROM pg_locks WHERE NOT granted "
          "AND relation = 'one'::regclass AND pid = " +
          other +
          ") LOOP PERFORM pg_sleep(0.01); END LOOP; END $$;"
          "LOCK TABLE two");

  const Outcome outcome = run(tasks);
  over = true;
  opponent.join();

  ASSERT_SUCCEEDED(outcome);
  EXPECT_THAT(recorder_.events_with("retrying"),
              ElementsAre(HasSubstr("deadlock detected")));
  EXPECT_THAT(column("SELECT id FROM one"), ElementsAre("2"));
  EXPECT_THAT(log(), ElementsAre("a: all"));
}

TEST_F(PostgresqlWaitTest, BatchBeginsAgainAsAWhole) {
  session().limit(Limits{.retries = 2});
  TaskList tasks;
  tasks.transactional("a", "CREATE TABLE a (id INTEGER)");
  tasks.transactional("b", fails_the_first_time);

  const Outcome outcome = run(tasks, TransactionMode::batch);

  ASSERT_SUCCEEDED(outcome);
  EXPECT_EQ(attempts(), "2");
  EXPECT_THAT(log(), ElementsAre("a: all", "b: all"));
}

TEST_F(PostgresqlWaitTest, NothingBeginsAgainMoreOftenThanAllowed) {
  session().limit(Limits{.retries = 0});
  TaskList tasks;
  tasks.transactional("a", fails_the_first_time);

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::statement_failed);
  EXPECT_EQ(attempts(), "1");
}

TEST_F(PostgresqlWaitTest, ScriptThatCommitsByItselfDoesNotBeginAgain) {
  session().limit(Limits{.retries = 2});
  TaskList tasks;
  tasks.transactional("a",
                      std::string("CREATE TABLE a (id INTEGER); COMMIT; ") +
                          fails_the_first_time);

  const Outcome outcome = run(tasks);

  EXPECT_TRUE(outcome.failure.has_value());
  EXPECT_EQ(attempts(), "1");
}

TEST_F(PostgresqlWaitTest, ScriptOutsideATransactionDoesNotBeginAgain) {
  session().limit(Limits{.retries = 2});
  TaskList tasks;
  tasks.by_statement("a", fails_the_first_time);

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::statement_failed);
  EXPECT_EQ(attempts(), "1");
}

TEST_F(PostgresqlWaitTest, StopRequestEndsThePauseBeforeTheNextAttempt) {
  lock_a_table();
  StopSource stop;
  session().limit(
      Limits{.table_lock_timeout = milliseconds(100), .retries = 1'000'000});
  recorder_.on_retrying = [&] { stop.request_stop(); };
  TaskList tasks;
  tasks.transactional("a", "ALTER TABLE log ADD COLUMN more TEXT");

  const Outcome outcome = run(tasks, TransactionMode::each, stop.token());

  ASSERT_FAILED(outcome, ErrorCode::cancelled);
}

TEST_F(PostgresqlWaitTest, LimitsHoldForEachTaskWhateverTheOneBeforeHasSet) {
  const Pooler pooler(2);
  for (const bool pooled : {false, true}) {
    connection_ = pooled ? godwit::connect(pooler.url(database_.name())).value()
                         : connect();
    session().limit(Limits{.statement_timeout = milliseconds(61'000),
                           .table_lock_timeout = milliseconds(62'000)});
    const std::string table = pooled ? "pooled" : "direct";
    TaskList tasks;
    tasks.transactional(table + "1",
                        "SET statement_timeout = '1h'; SET lock_timeout = 0");
    tasks.transactional(table + "2",
                        "CREATE TABLE " + table +
                            " AS SELECT current_setting('statement_timeout') "
                            "|| ' ' || current_setting('lock_timeout')");

    const Outcome outcome = run(tasks);

    ASSERT_SUCCEEDED(outcome);
    EXPECT_THAT(column("SELECT * FROM " + table), ElementsAre("61s 62s"));
    const Rows after =
        session()
            .query({"SELECT current_setting('statement_timeout'), "
                    "current_setting('lock_timeout')"})
            .value();
    EXPECT_EQ(after[0][0], "0");
    EXPECT_EQ(after[0][1], "0");
  }
}

TEST_F(PostgresqlWaitTest, LimitOfAStatementHoldsBehindAPoolerToo) {
  const Pooler pooler(2);
  connection_ = godwit::connect(pooler.url(database_.name())).value();
  session().limit(Limits{.statement_timeout = milliseconds(300)});
  TaskList tasks;
  tasks.by_statement("a", "SELECT pg_sleep(600)");

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::timed_out);
}

TEST_F(PostgresqlWaitTest, ApplicationsOwnLimitsAreBackAfterwards) {
  other_.execute("SET lock_timeout = '7s'");
  connection_ = other_.use().value();
  session().limit(Limits{.statement_timeout = milliseconds(61'000),
                         .table_lock_timeout = milliseconds(62'000)});
  TaskList tasks;
  tasks.transactional("a",
                      "CREATE TABLE a AS SELECT "
                      "current_setting('lock_timeout') AS setting");

  const Outcome outcome = run(tasks);

  ASSERT_SUCCEEDED(outcome);
  EXPECT_THAT(column("SELECT setting FROM a"), ElementsAre("62s"));
  EXPECT_EQ(other_.execute("SHOW lock_timeout"), "7s");
  EXPECT_EQ(other_.execute("SHOW statement_timeout"), "0");
}

TEST_F(PostgresqlWaitTest, LookNamesTheOneWhoHasTheTable) {
  other_.execute("BEGIN");
  other_.execute("LOCK TABLE log IN ACCESS EXCLUSIVE MODE");
  session().limit(
      Limits{.patience = milliseconds(2500), .observer = &recorder_});

  const auto rows =
      session().query({.sql = "SELECT * FROM log", .pinned = false});

  ASSERT_FALSE(rows.ok());
  EXPECT_EQ(rows.error().code, ErrorCode::locked);
  EXPECT_THAT(rows.error().message,
              HasSubstr("process " + number_of_the_other()));
  EXPECT_FALSE(recorder_.events_with("blocked").empty());
}

TEST_F(PostgresqlWaitTest, NothingIsAskedOfTheSessionDuringALook) {
  other_.execute("BEGIN");
  other_.execute("LOCK TABLE log IN ACCESS EXCLUSIVE MODE");
  session().limit(
      Limits{.patience = milliseconds(2500), .observer = &recorder_});
  std::optional<ErrorCode> refused;
  recorder_.on_blocked = [&] {
    session().limit({});
    const auto inner = session().query({"SELECT 1"});
    if (!inner) refused = inner.error().code;
  };

  const auto rows =
      session().query({.sql = "SELECT * FROM log", .pinned = false});

  // Without the limits it would have waited for a minute.
  ASSERT_FALSE(rows.ok());
  EXPECT_EQ(rows.error().code, ErrorCode::locked);
  EXPECT_EQ(refused, ErrorCode::invalid_argument);
}

TEST_F(PostgresqlWaitTest, SessionSaysWhoItIs) {
  const Rows name =
      session().query({"SELECT current_setting('application_name')"}).value();

  EXPECT_THAT(*name[0][0], StartsWith("godwit/"));
  EXPECT_THAT(*name[0][0], HasSubstr("/" + std::to_string(getpid()) + "/"));
}

// What follows needs a network that fails.

TEST(PostgresqlConnectWait, StopRequestEndsAnAttemptThatIsNotAnswered) {
  const SilentHost host;
  StopSource stop;
  std::jthread stopper([&] {
    std::this_thread::sleep_for(milliseconds(100));
    stop.request_stop();
  });
  const auto begin = steady_clock::now();

  auto connection =
      connect(host.url() + " connect_timeout=600", {.stop = stop.token()});

  ASSERT_FALSE(connection.ok());
  EXPECT_EQ(connection.error().code, ErrorCode::cancelled);
  EXPECT_LT(steady_clock::now() - begin, seconds(300));
}

TEST(PostgresqlConnectWait, ServerThatIsNotThereIsNotWaitedFor) {
  auto connection = connect("host=127.0.0.1 port=1 dbname=x",
                            {.patience = std::chrono::hours(1)});

  ASSERT_FALSE(connection.ok());
  EXPECT_EQ(connection.error().code, ErrorCode::connection_failed);
}

TEST(PostgresqlConnectWait, HostThatIsSilentIsGivenUpWhenTheTimeIsOver) {
  const SilentHost host;
  const auto begin = steady_clock::now();

  auto connection =
      connect(host.url() + " connect_timeout=600",
              {.patience = milliseconds(100), .await_server = true});

  ASSERT_FALSE(connection.ok());
  EXPECT_EQ(connection.error().code, ErrorCode::connection_failed);
  EXPECT_THAT(connection.error().message, HasSubstr("no answer in time"));
  EXPECT_LT(steady_clock::now() - begin, seconds(300));
}

TEST(PostgresqlConnectWait, SessionComesBackToAServerThatRestarts) {
  Cluster server;
  server.start();
  Recorder recorder;
  auto connection = connect(server.url()).value();
  Session& session = connection.session();
  session.limit(Limits{.patience = seconds(200), .observer = &recorder});
  server.stop(SIGQUIT);
  EXPECT_FALSE(session.query({"SELECT 1"}).ok());

  std::optional<Result<void>> reconnected;
  std::jthread comes_back([&] { reconnected = session.reconnect(); });
  std::this_thread::sleep_for(milliseconds(500));
  server.start();
  comes_back.join();

  ASSERT_TRUE(reconnected->ok()) << reconnected->error().message;
  EXPECT_TRUE(session.query({"SELECT 1"}).ok());
  EXPECT_EQ(recorder.events_with("reconnecting").size(), 1u);
}

class FrozenNetworkTest : public PostgresqlWaitTest {
 protected:
  void connect_through(const std::string& parameters = "") {
    connection_ =
        godwit::connect(proxy_.url(database_.name()) + parameters).value();
  }

  Proxy proxy_;
};

TEST_F(FrozenNetworkTest, StopRequestEndsAStatementWhoseAnswerNeverComes) {
  connect_through();
  StopSource stop;
  std::jthread stopper;
  recorder_.on_started = [&](std::size_t) {
    stopper = std::jthread([&] {
      wait_until([&] {
        return !column(
                    "SELECT pid FROM pg_stat_activity WHERE wait_event = "
                    "'PgSleep' AND datname = current_database()")
                    .empty();
      });
      proxy_.freeze();
      stop.request_stop();
    });
  };
  TaskList tasks;
  tasks.transactional("a", "SELECT pg_sleep(600)");
  lock();
  const auto begin = steady_clock::now();

  const Outcome outcome = session().run(tasks.get(), TransactionMode::each,
                                        recorder_, stop.token());
  session().unlock();

  ASSERT_FAILED(outcome, ErrorCode::connection_lost);
  EXPECT_LT(steady_clock::now() - begin, seconds(120));
}

TEST_F(FrozenNetworkTest, StopRequestEndsALargeScriptThatCannotBeSent) {
  connect_through();
  StopSource stop;
  const std::string literal(20'000'000, 'x');
  TaskList tasks;
  tasks.transactional("a", "SELECT length('" + literal + "')");
  lock();
  std::jthread stopper;
  recorder_.on_started = [&](std::size_t) {
    proxy_.freeze();
    stopper = std::jthread([&] {
      std::this_thread::sleep_for(milliseconds(300));
      stop.request_stop();
    });
  };
  const auto begin = steady_clock::now();

  const Outcome outcome = session().run(tasks.get(), TransactionMode::each,
                                        recorder_, stop.token());
  session().unlock();

  ASSERT_FAILED(outcome, ErrorCode::connection_lost);
  EXPECT_LT(steady_clock::now() - begin, seconds(25));
}

TEST_F(FrozenNetworkTest, LookThatIsNotAnsweredIsALostConnection) {
  connect_through();
  session().limit(Limits{.patience = milliseconds(100)});
  proxy_.freeze();

  const auto rows = session().query({"SELECT 1"});

  ASSERT_FALSE(rows.ok());
  EXPECT_EQ(rows.error().code, ErrorCode::connection_lost);
}

TEST_F(FrozenNetworkTest, WaitForTheLockEndsToo) {
  connect_through();
  proxy_.freeze();
  session().limit(Limits{.patience = milliseconds(100)});

  const auto locked = session().lock(lock_request(), recorder_, {});

  ASSERT_FALSE(locked.ok());
  EXPECT_EQ(locked.error().code, ErrorCode::connection_lost);
}

TEST_F(FrozenNetworkTest, StatementThatGoesFarBeyondItsLimitIsLost) {
  connect_through();
  session().limit(Limits{.statement_timeout = milliseconds(1000)});
  std::jthread freezer;
  recorder_.on_started = [&](std::size_t) {
    freezer = std::jthread([&] {
      std::this_thread::sleep_for(milliseconds(500));
      proxy_.freeze();
    });
  };
  TaskList tasks;
  tasks.by_statement("a", "SELECT pg_sleep(600)");
  lock();

  const Outcome outcome =
      session().run(tasks.get(), TransactionMode::each, recorder_, {});
  session().unlock();

  ASSERT_FAILED(outcome, ErrorCode::connection_lost);
}

TEST_F(FrozenNetworkTest, RecordOfAStatementThatIsNotAnsweredIsLost) {
  connect_through();
  recorder_.on_started = [&](std::size_t) { proxy_.freeze(); };
  TaskList tasks;
  tasks.by_statement("a", "SELECT 1");
  lock();

  const Outcome outcome =
      session().run(tasks.get(), TransactionMode::each, recorder_, {});
  session().unlock();

  ASSERT_FAILED(outcome, ErrorCode::connection_lost);
}

TEST_F(FrozenNetworkTest, ConnectionsAreWatchedUnlessTheUrlSaysOtherwise) {
  connect_through();
  EXPECT_EQ(proxy_.option_of_client(TCP_USER_TIMEOUT), 30'000);
  EXPECT_EQ(proxy_.option_of_client(TCP_KEEPIDLE), 10);

  connect_through(" keepalives_idle=77 tcp_user_timeout=88000");
  EXPECT_EQ(proxy_.option_of_client(TCP_USER_TIMEOUT), 88'000);
  EXPECT_EQ(proxy_.option_of_client(TCP_KEEPIDLE), 77);
}

// The kernel of a frozen program goes on answering for it, so this one needs a
// network that can be switched off.
TEST_F(FrozenNetworkTest, DeadNetworkIsNoticedDuringALongStatement) {
  if (!Network::is_allowed()) {
    GTEST_SKIP() << "no network of its own for this process";
  }
  connection_.reset();
  test::Child child([&] {
    const Network network;
    Proxy proxy;
    connection_ = godwit::connect(proxy.url(database_.name()) +
                                  " keepalives_idle=1 keepalives_interval=1 "
                                  "keepalives_count=2 tcp_user_timeout=2000")
                      .value();
    recorder_.on_started = [&](std::size_t) {
      std::thread([&] {
        std::this_thread::sleep_for(milliseconds(300));
        network.switch_off();
      }).detach();
    };
    TaskList tasks;
    tasks.transactional("a", "SELECT pg_sleep(600)");
    lock();
    const Outcome outcome =
        session().run(tasks.get(), TransactionMode::each, recorder_, {});
    return outcome.failure &&
           outcome.failure->error.code == ErrorCode::connection_lost;
  });

  EXPECT_TRUE(child.succeeded());
}

}  // namespace
}  // namespace godwit::driver
