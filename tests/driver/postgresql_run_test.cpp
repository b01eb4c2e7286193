// SPDX-License-Identifier: BSL-1.0
#include <libpq-fe.h>

#include <atomic>
#include <memory>
#include <thread>

#include "application.h"
#include "driver_test.h"

namespace godwit::driver {
namespace {

using ::testing::Contains;
using ::testing::Not;

class WaitingObserver : public Recorder {
 public:
  explicit WaitingObserver(std::atomic<bool>& waiting) : waiting_(waiting) {}
  void waiting(std::string_view) override {
    waiting_ = true;
    waiting_.notify_all();
  }

 private:
  std::atomic<bool>& waiting_;
};

class PostgresqlRunTest : public DriverTest {
 protected:
  // Enough of them that the later ones share messages.
  static TaskList small_tasks(int count) {
    TaskList tasks;
    for (int i = 0; i < count; ++i) {
      tasks.transactional("small" + std::to_string(100 + i), "SELECT 'ä€😀'");
    }
    return tasks;
  }
};

TEST_F(PostgresqlRunTest, SyntaxErrorInASharedMessageKeepsTheTasksBefore) {
  TaskList tasks = small_tasks(30);
  tasks.transactional("broken", "SELECT 'ä€😀'; SELEC 1");
  tasks.transactional("behind", "SELECT 1");

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::statement_failed);
  EXPECT_EQ(outcome.failure->error.sqlstate, "42601");
  EXPECT_EQ(outcome.committed, 30u);
  EXPECT_EQ(outcome.failure->task, 30u);
  EXPECT_EQ(outcome.failure->offset, 20u);
  EXPECT_EQ(log().size(), 30u);
}

TEST_F(PostgresqlRunTest, PlaceInASharedMessageIsExact) {
  TaskList tasks = small_tasks(30);
  tasks.transactional("broken", "SELECT 'ä€😀';\r\nSELECT nothing");
  tasks.transactional("behind", "SELECT 1");

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::statement_failed);
  EXPECT_EQ(outcome.committed, 30u);
  EXPECT_EQ(outcome.failure->task, 30u);
  EXPECT_EQ(outcome.failure->statement, 1u);
  EXPECT_EQ(outcome.failure->offset, 28u);
  EXPECT_EQ(log().size(), 30u);
}

TEST_F(PostgresqlRunTest, PlaceInAScriptThatTravelsInPiecesIsExact) {
  const std::string row = "SELECT '" + std::string(300'000, 'x') + "';\n";
  std::string script = "CREATE TABLE a (id integer);\n";
  for (int i = 0; i < 10; ++i) script += row;
  script += "SELECT 'ä€😀', nope FROM a; SELECT 2";
  TaskList tasks;
  tasks.transactional("a", script);

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::statement_failed);
  EXPECT_EQ(outcome.failure->statement, 11u);
  EXPECT_EQ(outcome.failure->offset, script.find("nope"));
  EXPECT_FALSE(exists("a"));
}

TEST_F(PostgresqlRunTest, NothingFollowsTheCommitOfAScriptInPieces) {
  const std::string large = "SELECT '" + std::string(900'000, 'x') + "';\n";
  TaskList tasks;
  tasks.transactional("a", large + "COMMIT;\n" + large + large +
                               "CREATE TABLE a (id integer);\n" + large);

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::transaction_ended);
  EXPECT_EQ(outcome.failure->statement, 1u);
  EXPECT_FALSE(exists("a"));
  EXPECT_TRUE(log().empty());
}

TEST_F(PostgresqlRunTest, EachTaskIsToldOnceAndInOrder) {
  run(small_tasks(40));

  EXPECT_EQ(recorder_.events.size(), 80u);
  for (std::size_t i = 0; i + 1 < recorder_.events.size(); i += 2) {
    EXPECT_EQ(recorder_.events[i], "started " + std::to_string(i / 2));
    EXPECT_EQ(recorder_.events[i + 1], "finished " + std::to_string(i / 2));
  }
}

TEST_F(PostgresqlRunTest, UnterminatedTextDoesNotShowWhatFollowsTheScript) {
  TaskList tasks;
  tasks.transactional("a", "SELECT 'abc");

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::statement_failed);
  EXPECT_EQ(outcome.failure->offset, 11u);
  EXPECT_THAT(outcome.failure->error.message, HasSubstr("not complete"));
  EXPECT_THAT(log(), IsEmpty());
}

TEST_F(PostgresqlRunTest, DetailContextAndHintOfTheServerAreKept) {
  TaskList tasks;
  tasks.transactional("a",
                      "DO $$ BEGIN RAISE EXCEPTION 'no' "
                      "USING DETAIL = E'of it;\\nand more', HINT = 'try', "
                      "ERRCODE = 'GW001'; END $$");

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::statement_failed);
  const Error& error = outcome.failure->error;
  EXPECT_EQ(error.message, "no");
  EXPECT_EQ(error.sqlstate, "GW001");
  EXPECT_EQ(error.hint, "try");
  EXPECT_THAT(error.notes, Contains("detail: of it;\nand more"));
  EXPECT_THAT(error.notes, Contains(HasSubstr("context: PL/pgSQL")));
}

TEST_F(PostgresqlRunTest, NulInAScriptIsAnErrorAndNotItsEnd) {
  TaskList tasks;
  tasks.transactional("a", std::string("SELECT 1; \0 SELECT 2", 20));

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::statement_failed);
  EXPECT_EQ(outcome.failure->offset, 10u);
}

TEST_F(PostgresqlRunTest, DeferredConstraintFailsAtTheCommit) {
  TaskList tasks;
  tasks.transactional("a",
                      "CREATE TABLE a (id INTEGER UNIQUE DEFERRABLE INITIALLY "
                      "DEFERRED); INSERT INTO a VALUES (1), (1)");

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::statement_failed);
  EXPECT_EQ(outcome.failure->error.sqlstate, "23505");
  EXPECT_FALSE(outcome.failure->statement.has_value());
  EXPECT_THAT(log(), IsEmpty());
}

TEST_F(PostgresqlRunTest, ScriptMayResetAllAndChangeTheRole) {
  TaskList tasks;
  tasks.transactional("a", "SET lock_timeout = '1s'; RESET ALL");
  tasks.transactional("b", "SET ROLE pg_monitor");
  tasks.transactional("c", "SET SESSION AUTHORIZATION locked");
  tasks.transactional("d", "CREATE TABLE d (id INTEGER)");

  const Outcome outcome = run(tasks);

  ASSERT_SUCCEEDED(outcome);
  EXPECT_EQ(log().size(), 4u);
}

TEST_F(PostgresqlRunTest, StatementThatEndedTheTransactionIsNamed) {
  TaskList tasks;
  tasks.transactional("a",
                      "SELECT 1; SAVEPOINT s; ROLLBACK TO s; COMMIT; SELECT 2");

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::transaction_ended);
  EXPECT_EQ(outcome.failure->statement, 3u);
  EXPECT_THAT(log(), IsEmpty());
}

TEST_F(PostgresqlRunTest, CommitInABatchTellsWhatWasKept) {
  TaskList tasks;
  tasks.transactional("a", "CREATE TABLE a (id INTEGER)");
  tasks.transactional("b", "COMMIT; CREATE TABLE b (id INTEGER)");

  const Outcome outcome = run(tasks, TransactionMode::batch);

  ASSERT_FAILED(outcome, ErrorCode::transaction_ended);
  EXPECT_EQ(outcome.committed, 1u);
  EXPECT_THAT(log(), ElementsAre("a: all"));
  EXPECT_FALSE(exists("b"));
}

TEST_F(PostgresqlRunTest, LongBatchIsOneTransaction) {
  TaskList tasks = small_tasks(40);
  tasks.transactional("zero", "SELECT 1 / 0");

  const Outcome outcome = run(tasks, TransactionMode::batch);

  ASSERT_FAILED(outcome, ErrorCode::statement_failed);
  EXPECT_EQ(outcome.committed, 0u);
  EXPECT_EQ(outcome.failure->task, 40u);
  EXPECT_THAT(log(), IsEmpty());
}

TEST_F(PostgresqlRunTest, CopyFromStandardInputFailsAndCopyToItIsDiscarded) {
  TaskList tasks;
  tasks.transactional("a", "COPY (SELECT generate_series(1, 1000)) TO STDOUT");
  tasks.transactional("b", "COPY log FROM STDIN");
  tasks.transactional("c", "SELECT 1");

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::statement_failed);
  EXPECT_EQ(outcome.failure->task, 1u);
  EXPECT_THAT(outcome.failure->error.message, HasSubstr("no data"));
  EXPECT_THAT(log(), ElementsAre("a: all"));
}

TEST_F(PostgresqlRunTest, FailedConcurrentIndexIsNamedAndNotHidden) {
  execute("CREATE TABLE a (id INTEGER); INSERT INTO a VALUES (1), (1)");
  TaskList tasks;
  tasks.by_statement(
      "a", "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS a_id ON a (id)");

  const Outcome first = run(tasks);
  const Outcome second = run(tasks);

  ASSERT_FAILED(first, ErrorCode::statement_failed);
  EXPECT_EQ(first.failure->error.sqlstate, "23505");
  EXPECT_THAT(first.failure->error.notes,
              Contains(HasSubstr("invalid index public.a_id")));
  ASSERT_FAILED(second, ErrorCode::statement_failed);
  EXPECT_THAT(second.failure->error.message, HasSubstr("invalid"));
}

// One who waits inside the database for the lock would have a snapshot, and the
// two would wait for each other.
TEST_F(PostgresqlRunTest, ConcurrentIndexIsMadeWhileOthersWaitForTheLock) {
  execute("CREATE TABLE a (id INTEGER)");
  TaskList tasks;
  tasks.by_statement("a", "CREATE INDEX CONCURRENTLY a_id ON a (id)");
  std::atomic<bool> waiting = false;
  lock();
  std::jthread waiter([&] {
    auto other = connect();
    WaitingObserver observer(waiting);
    other.session().lock(lock_request(), observer, {}).value();
  });

  waiting.wait(false);
  const Outcome outcome =
      session().run(tasks.get(), TransactionMode::each, recorder_, {});
  session().unlock();

  ASSERT_SUCCEEDED(outcome);
  EXPECT_THAT(column("SELECT indisvalid FROM pg_index "
                     "WHERE indexrelid = 'a_id'::regclass"),
              ElementsAre("t"));
}

TEST_F(PostgresqlRunTest, ScriptThatIsTooLargeIsRefusedBeforeAnythingRuns) {
  constexpr std::size_t too_large = 1'000'000'001;
  TaskList tasks;
  tasks.transactional("a", "CREATE TABLE a (id INTEGER)");
  tasks.transactional("b", "");
  const std::string script(too_large, ' ');
  tasks.back().sql = script;

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::unsupported);
  EXPECT_EQ(outcome.failure->task, 1u);
  EXPECT_THAT(outcome.failure->error.message, HasSubstr("1000000001 bytes"));
  EXPECT_FALSE(exists("a"));
}

TEST_F(PostgresqlRunTest, CommandThatATransactionRefusesLeadsToTheDirective) {
  TaskList tasks;
  tasks.transactional("a", "VACUUM");

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::statement_failed);
  EXPECT_THAT(outcome.failure->error.hint, HasSubstr("no-transaction"));
}

TEST_F(PostgresqlRunTest, BlockThatCommitsLeadsToTheDirective) {
  TaskList tasks;
  tasks.transactional("a", "DO $$ BEGIN COMMIT; END $$");

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::statement_failed);
  EXPECT_EQ(outcome.failure->error.sqlstate, "2D000");
  EXPECT_THAT(outcome.failure->error.hint, HasSubstr("no-transaction"));
}

TEST_F(PostgresqlRunTest, TimeOutOfTheRoleIsNamed) {
  TaskList tasks;
  tasks.transactional("a",
                      "SET LOCAL statement_timeout = 50; SELECT "
                      "pg_sleep(60)");

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::statement_failed);
  EXPECT_EQ(outcome.failure->error.sqlstate, "57014");
  EXPECT_THAT(outcome.failure->error.hint, HasSubstr("statement_timeout"));
}

TEST_F(PostgresqlRunTest, TimeOutOfALockIsNamed) {
  execute("CREATE TABLE a (id int)");
  const std::string url = database_.url();
  const std::unique_ptr<PGconn, decltype(&PQfinish)> other(
      PQconnectdb(url.c_str()), PQfinish);
  PQclear(PQexec(other.get(), "BEGIN; LOCK TABLE a"));
  TaskList tasks;
  tasks.transactional("a", "SET LOCAL lock_timeout = 50; DROP TABLE a");

  const Outcome outcome = run(tasks);

  ASSERT_TRUE(outcome.failure.has_value());
  EXPECT_EQ(outcome.failure->error.sqlstate, "55P03");
  EXPECT_THAT(outcome.failure->error.hint, HasSubstr("lock_timeout"));
}

/// A database that does not have all characters.
class PostgresqlLatinTest : public PostgresqlRunTest {
 protected:
  PostgresqlLatinTest() : name_(database_.name() + "_latin") {
    execute("CREATE DATABASE " + name_ +
            " ENCODING LATIN1 LOCALE 'C' TEMPLATE template0");
    connection_ =
        godwit::connect(test::postgresql_server() + " dbname=" + name_).value();
    session()
        .query({"CREATE TABLE public.log (name TEXT PRIMARY KEY, done TEXT)"})
        .value();
  }
  ~PostgresqlLatinTest() override {
    connection_.reset();
    execute("DROP DATABASE " + name_);
  }

  std::string name_;
};

TEST_F(PostgresqlLatinTest, CharacterThatTheDatabaseLacksHasAPlace) {
  const std::string start = "SELECT 'é';\n-- ";
  TaskList tasks;
  tasks.transactional("a", "SELECT 'é'");
  tasks.transactional("b", start + "→ SELECT '→'");

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::statement_failed);
  EXPECT_EQ(outcome.failure->error.sqlstate, "22P05");
  EXPECT_EQ(outcome.failure->task, 1u);
  EXPECT_EQ(outcome.failure->offset, start.size());
  EXPECT_THAT(outcome.failure->error.hint, HasSubstr("UTF8"));
}

TEST_F(PostgresqlLatinTest, SoItHasOutsideATransaction) {
  const std::string start = "SELECT 'é';\nSELECT '";
  TaskList tasks;
  tasks.by_statement("a", start + "→'");

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::statement_failed);
  EXPECT_EQ(outcome.failure->offset, start.size());
}

TEST_F(PostgresqlLatinTest, AndIsNotLookedForInTheScriptIfItIsInTheRecord) {
  TaskList tasks;
  tasks.transactional("→", "SELECT 'é'");

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::statement_failed);
  EXPECT_EQ(outcome.failure->error.sqlstate, "22P05");
  EXPECT_FALSE(outcome.failure->offset.has_value());
  EXPECT_THAT(outcome.failure->error.notes, Contains(HasSubstr("down half")));
}

/// On the connection of an application.
class PostgresqlAdoptedTest : public PostgresqlRunTest {
 protected:
  PostgresqlAdoptedTest() { connection_ = application_.use().value(); }

  Application application_{database_};
};

// Then nobody can tell what the server has answered.
TEST_F(PostgresqlAdoptedTest, AnswersThatTheObserverTakesAreMissed) {
  TaskList tasks;
  tasks.transactional("a",
                      "DO $$ BEGIN RAISE NOTICE 'now'; END $$; SELECT 1 / 0");
  recorder_.on_notice = [&] {
    try {
      application_.execute("SELECT 1");
    } catch (const std::exception&) {
      // Some answer or other, which is not the one to this.
    }
  };

  const Outcome outcome = run(tasks);

  ASSERT_TRUE(outcome.failure.has_value());
  EXPECT_EQ(outcome.committed, 0u);
  EXPECT_THAT(log(), IsEmpty());
}

TEST_F(PostgresqlAdoptedTest, SessionIsAsItWas) {
  application_.execute(
      "SET synchronous_commit = local; SET search_path = public, pg_catalog; "
      "SET app.tenant = '7'; SET ROLE pg_monitor");
  const std::string settings =
      "SELECT concat_ws('|', current_setting('synchronous_commit'), "
      "current_setting('search_path'), current_setting('app.tenant'), "
      "current_setting('client_connection_check_interval'), current_user)";
  TaskList tasks;
  tasks.transactional("a",
                      "SET search_path TO nowhere; SET ROLE none; "
                      "RESET synchronous_commit; SET work_mem TO '9MB'");
  tasks.back().records = {{}};

  const std::string before = application_.execute(settings);
  const Outcome outcome = run(tasks);

  ASSERT_SUCCEEDED(outcome);
  EXPECT_EQ(application_.execute(settings), before);
  EXPECT_EQ(application_.execute("SHOW work_mem"), "4MB");
}

}  // namespace
}  // namespace godwit::driver
