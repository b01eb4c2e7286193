// SPDX-License-Identifier: BSL-1.0
#include <sqlite3.h>

#include <thread>

#include "driver_test.h"

namespace godwit::driver {
namespace {

class SqliteRunTest : public DriverTest {
 protected:
  // On a connection of the application, whose limits and functions a test can
  // choose.
  sqlite3* adopt() {
    sqlite3* raw = nullptr;
    sqlite3_open(database_.name().c_str(), &raw);
    application_.reset(raw);
    connection_ = godwit::adopt(raw).value();
    return raw;
  }

  struct Close {
    void operator()(sqlite3* db) const { sqlite3_close(db); }
  };
  std::unique_ptr<sqlite3, Close> application_;
};

// SQLite itself ends a comment at a line feed only.
TEST_F(SqliteRunTest, LoneCarriageReturnsEndCommentsToo) {
  constexpr std::string_view script =
      "-- first\rCREATE TABLE $ (a TEXT); -- second\r\r"
      "INSERT INTO $ -- third\rVALUES ('--\r');\r";
  const auto named = [&](char name) {
    std::string text(script);
    std::replace(text.begin(), text.end(), '$', name);
    return text;
  };
  TaskList tasks;
  tasks.transactional("a", named('a'));
  tasks.by_statement("b", named('b'));

  ASSERT_SUCCEEDED(run(tasks));
  EXPECT_THAT(column("SELECT a FROM a UNION ALL SELECT a FROM b"),
              ElementsAre("--\r", "--\r"));
}

TEST_F(SqliteRunTest, PlaceBehindALoneCarriageReturnIsThatOfTheText) {
  TaskList tasks;
  tasks.transactional("a", "-- one\rSELECT 1;\r-- two\rSELECT nothing;");

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::statement_failed);
  EXPECT_EQ(outcome.failure->offset, 31u);
}

// SQLite would take NULL for each of them.
TEST_F(SqliteRunTest, ParametersAreRefusedAtTheirPlace) {
  for (const std::string parameter : {"?", "?7", ":name", "@name", "$name"}) {
    const std::string script =
        "SELECT ':a'; INSERT INTO log -- ?\n VALUES ('x', ";
    for (const bool transactional : {true, false}) {
      TaskList tasks;
      if (transactional) {
        tasks.transactional("a", script + parameter + ");");
      } else {
        tasks.by_statement("a", script + parameter + ");");
      }

      const Outcome outcome = run(tasks);

      ASSERT_FAILED(outcome, ErrorCode::statement_failed);
      EXPECT_THAT(outcome.failure->error.message,
                  HasSubstr('"' + parameter + '"'));
      EXPECT_EQ(outcome.failure->offset, script.size());
      EXPECT_EQ(outcome.failure->statement, 1u);
      EXPECT_THAT(column("SELECT name FROM log WHERE name = 'x'"), IsEmpty());
    }
  }
}

// A clause that ends the transaction takes the earlier tasks with it.
TEST_F(SqliteRunTest, OrRollbackStillKeepsWhatCameBefore) {
  TaskList tasks;
  tasks.transactional("a", "CREATE TABLE a (id INTEGER PRIMARY KEY)");
  tasks.transactional("b", "INSERT INTO a VALUES (1)");
  tasks.transactional("c",
                      "INSERT OR ROLLBACK INTO a VALUES (1); "
                      "CREATE TABLE c (id INTEGER)");

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::statement_failed);
  EXPECT_EQ(outcome.committed, 2u);
  EXPECT_EQ(outcome.failure->task, 2u);
  EXPECT_THAT(log(), ElementsAre("a: all", "b: all"));
  EXPECT_THAT(column("SELECT id FROM a"), ElementsAre("1"));
  EXPECT_FALSE(exists("c"));
  EXPECT_THAT(recorder_.events,
              ElementsAre("started 0", "started 1", "started 2", "finished 0",
                          "finished 1"));
}

TEST_F(SqliteRunTest, OrRollbackUndoesABatch) {
  TaskList tasks;
  tasks.transactional("a", "CREATE TABLE a (id INTEGER PRIMARY KEY)");
  tasks.transactional("b",
                      "INSERT INTO a VALUES (1); "
                      "INSERT OR ROLLBACK INTO a VALUES (1)");

  const Outcome outcome = run(tasks, TransactionMode::batch);

  ASSERT_FAILED(outcome, ErrorCode::statement_failed);
  EXPECT_EQ(outcome.committed, 0u);
  EXPECT_FALSE(exists("a"));
}

TEST_F(SqliteRunTest, CommitInAScriptIsRefusedBeforeItKeepsHalfOfIt) {
  for (const std::string word :
       {"COMMIT", "END TRANSACTION", "begin immediate", "/* ; */ ;Commit"}) {
    TaskList tasks;
    tasks.transactional("a", "CREATE TABLE a (id INTEGER); " + word);

    const Outcome outcome = run(tasks);

    ASSERT_FAILED(outcome, ErrorCode::transaction_ended);
    EXPECT_EQ(outcome.failure->statement, 1u);
    EXPECT_FALSE(exists("a"));
  }
}

TEST_F(SqliteRunTest, CommitInABatchUndoesEverything) {
  TaskList tasks;
  tasks.transactional("a", "CREATE TABLE a (id INTEGER)");
  tasks.transactional("b", "COMMIT");

  const Outcome outcome = run(tasks, TransactionMode::batch);

  ASSERT_FAILED(outcome, ErrorCode::transaction_ended);
  EXPECT_EQ(outcome.committed, 0u);
  EXPECT_FALSE(exists("a"));
}

TEST_F(SqliteRunTest, BatchWithATaskOutsideATransactionIsRefusedAtOnce) {
  TaskList tasks;
  tasks.transactional("a", "CREATE TABLE a (id INTEGER)");
  tasks.by_statement("b", "VACUUM");

  const Outcome outcome = run(tasks, TransactionMode::batch);

  ASSERT_FAILED(outcome, ErrorCode::invalid_argument);
  EXPECT_EQ(outcome.failure->task, 1u);
  EXPECT_THAT(recorder_.events, IsEmpty());
  EXPECT_FALSE(exists("a"));
}

TEST_F(SqliteRunTest, FullDatabaseKeepsWhatCameBefore) {
  sqlite3* db = adopt();
  sqlite3_exec(db, "PRAGMA max_page_count = 20", nullptr, nullptr, nullptr);
  TaskList tasks;
  tasks.transactional("a", "CREATE TABLE a (x BLOB)");
  tasks.transactional(
      "b",
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
      "WHERE i < 100) INSERT INTO a SELECT zeroblob(4000) FROM n");

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::no_space);
  EXPECT_EQ(outcome.committed, 1u);
  EXPECT_THAT(log(), ElementsAre("a: all"));
  EXPECT_THAT(column("SELECT count(*) FROM a"), ElementsAre("0"));
  EXPECT_THAT(column("PRAGMA integrity_check"), ElementsAre("ok"));
}

TEST_F(SqliteRunTest, StatementLeftOpenOnTheSameConnectionIsSaidToBe) {
  sqlite3* db = adopt();
  sqlite3_exec(db, "CREATE TABLE a (x); INSERT INTO a VALUES (1), (2)", nullptr,
               nullptr, nullptr);
  sqlite3_stmt* open = nullptr;
  sqlite3_prepare_v2(db, "SELECT x FROM a", -1, &open, nullptr);
  ASSERT_EQ(sqlite3_step(open), SQLITE_ROW);
  TaskList tasks;
  tasks.transactional("b", "DROP TABLE a");

  const Outcome outcome = run(tasks);

  sqlite3_finalize(open);
  ASSERT_FAILED(outcome, ErrorCode::statement_failed);
  EXPECT_THAT(outcome.failure->error.hint, HasSubstr("finalize"));
  EXPECT_TRUE(exists("a"));
}

// The script fits, and its record does not.
TEST_F(SqliteRunTest, FullDatabaseInTheRecordUndoesTheScript) {
  sqlite3* db = adopt();
  sqlite3_exec(db, "PRAGMA max_page_count = 20", nullptr, nullptr, nullptr);
  TaskList tasks;
  tasks.transactional("a", "CREATE TABLE a (id INTEGER)");
  tasks.transactional("b" + std::string(100'000, 'b'),
                      "CREATE TABLE b (id INTEGER)");
  tasks.transactional("c", "CREATE TABLE c (id INTEGER)");

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::no_space);
  EXPECT_THAT(outcome.failure->error.message, HasSubstr("full"));
  EXPECT_EQ(outcome.failure->task, 1u);
  EXPECT_EQ(outcome.committed, 1u);
  EXPECT_THAT(log(), ElementsAre("a: all"));
  EXPECT_TRUE(exists("a"));
  EXPECT_FALSE(exists("b"));
  EXPECT_THAT(column("PRAGMA integrity_check"), ElementsAre("ok"));
}

TEST_F(SqliteRunTest, FullDatabaseInTheRecordUndoesTheStatement) {
  sqlite3* db = adopt();
  TaskList tasks;
  tasks.by_statement("b", "CREATE TABLE b (id INTEGER); SELECT 1");
  tasks.back().records[1][0].parameters[1] = std::string(100'000, 'b');
  sqlite3_exec(db, "PRAGMA max_page_count = 20", nullptr, nullptr, nullptr);

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::no_space);
  EXPECT_EQ(outcome.statements_kept, 0u);
  EXPECT_THAT(log(), ElementsAre("b: 0"));
  EXPECT_FALSE(exists("b"));
  EXPECT_THAT(column("PRAGMA integrity_check"), ElementsAre("ok"));
}

void nap(sqlite3_context*, int, sqlite3_value**) {
  std::this_thread::sleep_for(std::chrono::milliseconds(1100));
}

// An application's progress handler could not be put back.
TEST_F(SqliteRunTest, OnTheApplicationsConnectionTicksComeBetweenStatements) {
  int looks = 0;
  sqlite3_create_function(adopt(), "nap", 0, SQLITE_UTF8, nullptr, nap, nullptr,
                          nullptr);
  sqlite3_progress_handler(
      application_.get(), 1,
      [](void* count) {
        ++*static_cast<int*>(count);
        return 0;
      },
      &looks);
  TaskList tasks;
  tasks.transactional("a", "SELECT 1; SELECT nap(); SELECT nap(); SELECT 1");
  tasks.by_statement("b", "SELECT 1; SELECT nap(); SELECT 1");

  ASSERT_SUCCEEDED(run(tasks));
  std::vector<std::string> heard;
  for (const Tick& tick : recorder_.ticks) {
    heard.push_back(std::to_string(tick.task) + "." +
                    std::to_string(tick.statement.value()));
  }
  EXPECT_THAT(heard, ElementsAre("0.2", "0.3", "1.2"));
  looks = 0;
  sqlite3_exec(application_.get(), "SELECT 1", nullptr, nullptr, nullptr);
  EXPECT_GT(looks, 0);
}

TEST_F(SqliteRunTest, WhatIsWrittenInATickIsNoPartOfTheScript) {
  sqlite3_create_function(adopt(), "nap", 0, SQLITE_UTF8, nullptr, nap, nullptr,
                          nullptr);
  recorder_.on_running = [&] {
    sqlite3_exec(application_.get(), "INSERT INTO log VALUES ('x', 'y')",
                 nullptr, nullptr, nullptr);
  };
  TaskList kept;
  kept.transactional("a", "CREATE TABLE a (id INTEGER)");
  kept.transactional("b", "SELECT nap(); SELECT 1");
  TaskList by_statement;
  by_statement.by_statement("c", "BEGIN; SELECT nap(); SELECT 1; COMMIT");

  const Outcome first = run(kept);
  const Outcome second = run(by_statement);

  ASSERT_FAILED(first, ErrorCode::invalid_argument);
  EXPECT_EQ(first.failure->task, 1u);
  EXPECT_FALSE(first.failure->offset.has_value());
  ASSERT_FAILED(second, ErrorCode::invalid_argument);
  EXPECT_THAT(log(), ElementsAre("a: all", "c: 0"));
}

TEST_F(SqliteRunTest, LongTaskIsDurableBeforeTheNextBegins) {
  sqlite3_create_function(adopt(), "nap", 0, SQLITE_UTF8, nullptr, nap, nullptr,
                          nullptr);
  TaskList tasks;
  tasks.transactional("a", "SELECT nap()");
  tasks.transactional("b", "CREATE TABLE b (id INTEGER)");
  tasks.transactional("c", "CREATE TABLE c (id INTEGER)");

  const Outcome outcome = run(tasks);

  ASSERT_SUCCEEDED(outcome);
  EXPECT_THAT(recorder_.events,
              ElementsAre("started 0", "finished 0", "started 1", "started 2",
                          "finished 1", "finished 2"));
}

TEST_F(SqliteRunTest, RecordsKnowHowLongTheTaskTook) {
  sqlite3_create_function(adopt(), "nap", 0, SQLITE_UTF8, nullptr, nap, nullptr,
                          nullptr);
  TaskList tasks;
  tasks.transactional("a", "SELECT nap()");
  tasks.back().records = {
      {{"INSERT INTO log VALUES ('a', $elapsed >= 1000000)"}}};
  tasks.transactional("b", "");
  tasks.back().records = {
      {{"INSERT INTO log VALUES ('b', $elapsed < 1000000)"}}};

  const Outcome outcome = run(tasks);

  ASSERT_SUCCEEDED(outcome);
  EXPECT_THAT(log(), ElementsAre("a: 1", "b: 1"));
}

TEST_F(SqliteRunTest, ForeignKeysAreOffWhatTheScriptMaySay) {
  TaskList tasks;
  tasks.by_statement("a", "PRAGMA foreign_keys = ON");
  tasks.transactional("b",
                      "CREATE TABLE b AS SELECT * FROM "
                      "pragma_foreign_keys");

  const Outcome outcome = run(tasks);

  ASSERT_SUCCEEDED(outcome);
  EXPECT_THAT(column("SELECT * FROM b"), ElementsAre("0"));
}

TEST_F(SqliteRunTest, ScriptThatForbidsWritingIsStillRecorded) {
  TaskList tasks;
  tasks.transactional("a",
                      "CREATE TABLE a (id INTEGER); "
                      "pragma query_only = 1");
  tasks.transactional("b", "CREATE TABLE b (id INTEGER)");

  const Outcome outcome = run(tasks);

  ASSERT_SUCCEEDED(outcome);
  EXPECT_THAT(log(), ElementsAre("a: all", "b: all"));
}

TEST_F(SqliteRunTest, AttachedDatabasesAreDetached) {
  const std::string other = database_.name() + "-other";
  TaskList tasks;
  tasks.by_statement("a", "ATTACH '" + other +
                              "' AS other; "
                              "CREATE TABLE other.a (id INTEGER)");
  tasks.transactional("b", "ATTACH '" + other +
                               "' AS second; "
                               "INSERT INTO second.a VALUES (1)");
  tasks.by_statement("c", "ATTACH '" + other + "' AS other");

  lock();
  const Outcome outcome =
      session().run(tasks.get(), TransactionMode::each, recorder_, {});
  const Rows rows = session().query({"PRAGMA database_list"}).value();
  session().unlock();

  ASSERT_SUCCEEDED(outcome);
  EXPECT_EQ(rows.size(), 1u);
}

TEST_F(SqliteRunTest, TriggerBodiesAreOneStatement) {
  const std::string text =
      "CREATE TABLE a (id INTEGER);\n"
      "CREATE TRIGGER t AFTER INSERT ON a BEGIN\n"
      "  UPDATE a SET id = 1; UPDATE a SET id = id + 1;\n"
      "END;\n"
      "SELECT nope FROM a";
  TaskList tasks;
  tasks.transactional("a", text);

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::statement_failed);
  EXPECT_EQ(outcome.failure->statement, 2u);
  EXPECT_EQ(outcome.failure->offset, text.find("nope"));
}

TEST_F(SqliteRunTest, OffsetOfAFailureAtRunTimeIsTheStatement) {
  const std::string text =
      "CREATE TABLE a (id INTEGER PRIMARY KEY);\r\n"
      "INSERT INTO a VALUES (1);\r\n"
      "-- the same again; 'ä'\r\n"
      "/* really */ INSERT INTO a VALUES (1);\r\n";
  TaskList tasks;
  tasks.transactional("a", text);

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::statement_failed);
  EXPECT_EQ(outcome.failure->statement, 2u);
  EXPECT_EQ(outcome.failure->offset, text.rfind("INSERT"));
}

TEST_F(SqliteRunTest, NullCharacterDoesNotHideTheRest) {
  TaskList tasks;
  tasks.transactional("a", std::string("CREATE TABLE a (id INTEGER);\0"
                                       "CREATE TABLE b (id INTEGER)",
                                       55));

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::statement_failed);
  EXPECT_EQ(outcome.failure->offset, 28u);
  EXPECT_THAT(log(), IsEmpty());
}

// As the way down in the same file.
TEST_F(SqliteRunTest, WhatStandsBehindAScriptIsNotRun) {
  constexpr std::string_view text =
      "CREATE TABLE a (id INTEGER); -- down\nDROP TABLE a";
  for (const std::string_view last : {";", "\n", ")"}) {
    TaskList tasks;
    tasks.transactional("drop", "DROP TABLE IF EXISTS a");
    tasks.transactional("create", std::string(text));
    Task& task = tasks.back();
    task.sql = task.sql.substr(0, task.sql.find(last) + 1);
    task.statements = task.statements.first(1);

    const Outcome outcome = run(tasks);

    ASSERT_SUCCEEDED(outcome);
    EXPECT_TRUE(exists("a")) << last;
    execute("DELETE FROM log");
  }
}

TEST_F(SqliteRunTest, AStatementThatEndsBehindItsScriptIsRefused) {
  TaskList tasks;
  tasks.transactional("a", "CREATE TABLE \"a;\" (id INTEGER)");
  Task& task = tasks.back();
  const std::vector<StatementRange> wrong = {{0, 15}};
  task.sql = task.sql.substr(0, 16);
  task.statements = wrong;

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::statement_failed);
  EXPECT_THAT(outcome.failure->error.message, HasSubstr("ends behind"));
  EXPECT_FALSE(exists("a;"));
}

TEST_F(SqliteRunTest, OwnTransactionMayBeASavepoint) {
  TaskList tasks;
  tasks.by_statement("a",
                     "CREATE TABLE a (id INTEGER); SAVEPOINT s; "
                     "INSERT INTO a VALUES (1); RELEASE s; SELECT nope");

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::statement_failed);
  EXPECT_EQ(outcome.statements_kept, 4u);
  EXPECT_THAT(log(), ElementsAre("a: 4"));
  EXPECT_THAT(column("SELECT id FROM a"), ElementsAre("1"));
}

// In the rollback journal a reader stands in the way of a commit.
TEST_F(SqliteRunTest, CommitWaitsForAReader) {
  sqlite3* reader = nullptr;
  sqlite3_open(database_.name().c_str(), &reader);
  const std::unique_ptr<sqlite3, Close> closing(reader);
  sqlite3_exec(reader, "BEGIN; SELECT * FROM log", nullptr, nullptr, nullptr);
  TaskList tasks;
  tasks.transactional("a", "CREATE TABLE a (id INTEGER)");
  std::jthread done_reading;
  recorder_.on_started = [&](std::size_t) {
    done_reading = std::jthread([reader] {
      sqlite3_exec(reader, "COMMIT", nullptr, nullptr, nullptr);
    });
  };

  const Outcome outcome = run(tasks);

  ASSERT_SUCCEEDED(outcome);
  EXPECT_THAT(log(), ElementsAre("a: all"));
}

TEST_F(SqliteRunTest, CommitThatAReaderNeverLetsThroughKeepsNothing) {
  sqlite3* reader = nullptr;
  sqlite3_open(database_.name().c_str(), &reader);
  const std::unique_ptr<sqlite3, Close> closing(reader);
  sqlite3_exec(reader, "BEGIN; SELECT * FROM log", nullptr, nullptr, nullptr);
  TaskList tasks;
  tasks.transactional("a", "CREATE TABLE a (id INTEGER)");
  LockRequest request = lock_request();
  request.wait = false;

  session().lock(request, recorder_, {}).value();
  const Outcome outcome =
      session().run(tasks.get(), TransactionMode::each, recorder_, {});
  session().unlock();
  sqlite3_exec(reader, "COMMIT", nullptr, nullptr, nullptr);

  ASSERT_FAILED(outcome, ErrorCode::locked);
  EXPECT_EQ(outcome.committed, 0u);
  EXPECT_FALSE(outcome.failure->statement.has_value());
  EXPECT_FALSE(exists("a"));
}

}  // namespace
}  // namespace godwit::driver
