// SPDX-License-Identifier: BSL-1.0
#include "driver_test.h"

namespace godwit::driver {
namespace {

// A setting of the session that is not Godwit's.
const bool sqlite = dialect == Dialect::sqlite;
const char* const change_setting = is_libsql ? "PRAGMA defer_foreign_keys = ON"
                                   : sqlite  ? "PRAGMA cache_size = 4321"
                                             : "SET lock_timeout = '4321ms'";
const char* const read_setting =
    is_libsql ? "SELECT defer_foreign_keys FROM pragma_defer_foreign_keys"
    : sqlite  ? "SELECT cache_size FROM pragma_cache_size"
              : "SELECT current_setting('lock_timeout')";

class EachTest : public DriverTest {
 protected:
  std::string setting() {
    return session().query({read_setting}).value()[0][0].value();
  }
};

TEST_F(EachTest, KeepsScriptsAndRecords) {
  TaskList tasks;
  tasks.transactional("a",
                      "CREATE TABLE a (id INTEGER); "
                      "INSERT INTO a VALUES (1), (2)");
  tasks.transactional("b", "CREATE TABLE b AS SELECT * FROM a;");

  const Outcome outcome = run(tasks);

  ASSERT_SUCCEEDED(outcome);
  EXPECT_EQ(outcome.committed, 2u);
  EXPECT_THAT(log(), ElementsAre("a: all", "b: all"));
  EXPECT_THAT(column("SELECT count(*) FROM b"), ElementsAre("2"));
}

TEST_F(EachTest, NoTasksAreASuccess) {
  const Outcome outcome = run(TaskList());

  ASSERT_SUCCEEDED(outcome);
  EXPECT_EQ(outcome.committed, 0u);
}

TEST_F(EachTest, FailureUndoesItsScriptAndKeepsWhatCameBefore) {
  TaskList tasks;
  tasks.transactional("a", "CREATE TABLE a (id INTEGER)");
  tasks.transactional("b", "CREATE TABLE b (id INTEGER)");
  tasks.transactional("c", "CREATE TABLE c (id INTEGER); SELECT nope FROM c");
  tasks.transactional("d", "CREATE TABLE d (id INTEGER)");

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::statement_failed);
  EXPECT_EQ(outcome.committed, 2u);
  EXPECT_EQ(outcome.failure->task, 2u);
  EXPECT_THAT(outcome.failure->error.message, HasSubstr("nope"));
  EXPECT_THAT(log(), ElementsAre("a: all", "b: all"));
  EXPECT_TRUE(exists("b"));
  EXPECT_FALSE(exists("c"));
  EXPECT_FALSE(exists("d"));
}

TEST_F(EachTest, FailedRecordUndoesTheScript) {
  execute("INSERT INTO log VALUES ('b', 'there already')");
  TaskList tasks;
  tasks.transactional("a", "CREATE TABLE a (id INTEGER)");
  tasks.transactional("b", "CREATE TABLE b (id INTEGER)");

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::locked);
  EXPECT_EQ(outcome.committed, 1u);
  EXPECT_EQ(outcome.failure->task, 1u);
  EXPECT_FALSE(outcome.failure->statement.has_value());
  EXPECT_TRUE(exists("a"));
  EXPECT_FALSE(exists("b"));
}

TEST_F(EachTest, RecordThatChangesTooFewRowsUndoesTheScript) {
  TaskList tasks;
  tasks.transactional("a", "CREATE TABLE a (id INTEGER)");
  tasks.transactional("b", "CREATE TABLE b (id INTEGER)");
  Query record{"DELETE FROM " + schema + "log WHERE name = 'nobody'"};
  record.affects = 1;
  tasks.back().records = {{record}};

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::unusable_history);
  EXPECT_EQ(outcome.committed, 1u);
  EXPECT_TRUE(exists("a"));
  EXPECT_FALSE(exists("b"));
}

TEST_F(EachTest, RunAfterAFailureGoesOn) {
  TaskList broken;
  broken.transactional("a", "CREATE TABLE a (id INTEGER); SELEC");
  TaskList mended;
  mended.transactional("a", "CREATE TABLE a (id INTEGER)");

  run(broken);
  const Outcome outcome = run(mended);

  ASSERT_SUCCEEDED(outcome);
  EXPECT_THAT(log(), ElementsAre("a: all"));
}

TEST_F(EachTest, EmptyScriptsAreRecorded) {
  TaskList tasks;
  tasks.transactional("a", "");
  tasks.transactional("b", " \n\t ");
  tasks.transactional("c", "-- nothing but a comment");
  tasks.transactional("d", "/* nothing\n; */ ; ;");

  const Outcome outcome = run(tasks);

  ASSERT_SUCCEEDED(outcome);
  EXPECT_THAT(log(), ElementsAre("a: all", "b: all", "c: all", "d: all"));
}

TEST_F(EachTest, ScriptMayEndInACommentWithoutALineEnd) {
  TaskList tasks;
  tasks.transactional("a", "CREATE TABLE a (id INTEGER); -- done");
  tasks.transactional("b", "CREATE TABLE b (id INTEGER) -- no semicolon");

  const Outcome outcome = run(tasks);

  ASSERT_SUCCEEDED(outcome);
  EXPECT_THAT(log(), ElementsAre("a: all", "b: all"));
  EXPECT_TRUE(exists("b"));
}

TEST_F(EachTest, TextIsNotReadPastItsEnd) {
  const std::string text = "CREATE TABLE a (id INTEGER) SELEC";
  TaskList tasks;
  tasks.transactional("a", "");
  tasks.back().sql = std::string_view(text).substr(0, text.find(" SELEC"));

  const Outcome outcome = run(tasks);

  ASSERT_SUCCEEDED(outcome);
  EXPECT_TRUE(exists("a"));
}

TEST_F(EachTest, RowsOfAScriptAreDiscarded) {
  TaskList tasks;
  tasks.transactional(
      "a",
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
      "WHERE i < 100000) SELECT i FROM n; CREATE TABLE a (id INTEGER)");

  const Outcome outcome = run(tasks);

  ASSERT_SUCCEEDED(outcome);
  EXPECT_TRUE(exists("a"));
}

TEST_F(EachTest, ManyTasksAreKept) {
  TaskList tasks;
  for (int i = 0; i < 300; ++i) {
    const std::string name = "t" + std::to_string(i);
    tasks.transactional(name, "CREATE TABLE " + name + " (id INTEGER)");
  }

  const Outcome outcome = run(tasks);

  ASSERT_SUCCEEDED(outcome);
  EXPECT_EQ(outcome.committed, 300u);
  EXPECT_THAT(column("SELECT count(*) FROM log"), ElementsAre("300"));
}

// Which a driver may hand on where it is, without a copy.
TEST_F(EachTest, LargeScriptIsLikeAnyOther) {
  const std::string filling = "/*" + std::string(2'000'000, 'x') + "*/";
  const std::string broken = filling +
                             "CREATE TABLE b (id INTEGER); SELECT 1;\n" +
                             "SELECT nope FROM b; SELECT 2";
  TaskList tasks;
  tasks.transactional("a", filling + "CREATE TABLE a (id INTEGER)");
  tasks.back().terminated = true;
  tasks.transactional("b", broken);
  tasks.back().terminated = true;

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::statement_failed);
  EXPECT_EQ(outcome.committed, 1u);
  EXPECT_EQ(outcome.failure->task, 1u);
  EXPECT_EQ(outcome.failure->statement, 2u);
  EXPECT_EQ(outcome.failure->offset, broken.find("nope"));
  EXPECT_THAT(log(), ElementsAre("a: all"));
  EXPECT_FALSE(exists("b"));
}

TEST_F(EachTest, LargeScriptThatCommitsIsStopped) {
  TaskList tasks;
  tasks.transactional("a", "SELECT '" + std::string(2'000'000, 'x') +
                               "'; COMMIT; CREATE TABLE a (id INTEGER)");
  tasks.back().terminated = true;

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::transaction_ended);
  EXPECT_THAT(log(), IsEmpty());
}

TEST_F(EachTest, FailureNamesTheStatementAndTheOffset) {
  const std::string text =
      "CREATE TABLE a (id INTEGER);\n"
      "INSERT INTO a VALUES (1);\n"
      "SELECT nope FROM a;\n"
      "INSERT INTO a VALUES (2);\n";
  TaskList tasks;
  tasks.transactional("a", text);

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::statement_failed);
  EXPECT_EQ(outcome.failure->offset, text.find("nope"));
  EXPECT_EQ(outcome.failure->statement.value_or(2), 2u);
}

TEST_F(EachTest, OffsetIsExactAfterUnicodeAndCrLf) {
  const std::string text =
      "-- größer als 漢字 🐦\r\n"
      "CREATE TABLE a (name TEXT);\r\n"
      "INSERT INTO a VALUES ('äöü'); /* ß */\r\n"
      "SELECT 'é', nope FROM a;\r\n";
  TaskList tasks;
  tasks.transactional("before", "CREATE TABLE b (id INTEGER)");
  tasks.transactional("a", text);

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::statement_failed);
  EXPECT_EQ(outcome.failure->task, 1u);
  EXPECT_EQ(outcome.failure->offset, text.find("nope"));
}

TEST_F(EachTest, OffsetOfASyntaxErrorIsExact) {
  const std::string text =
      "CREATE TABLE a (id INTEGER);\n"
      "-- the next one is wrong\n"
      "  SELEC 1;\n";
  TaskList tasks;
  tasks.transactional("a", text);

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::statement_failed);
  EXPECT_EQ(outcome.failure->offset, text.find("SELEC"));
  EXPECT_FALSE(exists("a"));
}

TEST_F(EachTest, ConstraintViolationIsAFailedStatement) {
  TaskList tasks;
  tasks.transactional("a",
                      "INSERT INTO log VALUES ('x', 'y');"
                      "INSERT INTO log VALUES ('x', 'z')");

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::statement_failed);
  EXPECT_THAT(log(), IsEmpty());
}

TEST_F(EachTest, ScriptThatCommitsIsStopped) {
  TaskList tasks;
  tasks.transactional("a", "CREATE TABLE a (id INTEGER)");
  tasks.transactional("b",
                      "CREATE TABLE b (id INTEGER); COMMIT; "
                      "CREATE TABLE c (id INTEGER)");
  tasks.transactional("d", "CREATE TABLE d (id INTEGER)");

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::transaction_ended);
  EXPECT_EQ(outcome.committed, 1u);
  EXPECT_EQ(outcome.failure->task, 1u);
  EXPECT_THAT(log(), ElementsAre("a: all"));
  EXPECT_FALSE(exists("d"));
}

TEST_F(EachTest, ScriptThatRollsBackIsStopped) {
  TaskList tasks;
  tasks.transactional("a", "CREATE TABLE a (id INTEGER)");
  tasks.transactional("b",
                      "CREATE TABLE b (id INTEGER); ROLLBACK; "
                      "CREATE TABLE c (id INTEGER)");

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::transaction_ended);
  EXPECT_EQ(outcome.committed, 1u);
  EXPECT_THAT(log(), ElementsAre("a: all"));
  EXPECT_FALSE(exists("b"));
}

TEST_F(EachTest, SavepointsOfAScriptAreItsOwn) {
  TaskList tasks;
  tasks.transactional("a",
                      "CREATE TABLE a (id INTEGER); SAVEPOINT mine; "
                      "INSERT INTO a VALUES (1); ROLLBACK TO mine; "
                      "INSERT INTO a VALUES (2); SAVEPOINT left_open");
  tasks.transactional("b", "INSERT INTO a VALUES (3)");

  const Outcome outcome = run(tasks);

  ASSERT_SUCCEEDED(outcome);
  EXPECT_THAT(column("SELECT id FROM a ORDER BY id"), ElementsAre("2", "3"));
}

TEST_F(EachTest, NoScriptGoesBackBehindItsBeginning) {
  TaskList tasks;
  tasks.transactional("a", "CREATE TABLE a (id INTEGER); SAVEPOINT left_open");
  tasks.transactional("b", "INSERT INTO a VALUES (1)");
  tasks.transactional("c", "ROLLBACK TO left_open");

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::statement_failed);
  EXPECT_EQ(outcome.failure->task, 2u);
  EXPECT_EQ(outcome.committed, 2u);
  EXPECT_THAT(column("SELECT id FROM a"), ElementsAre("1"));
}

TEST_F(EachTest, ChangedSettingIsResetBeforeTheNextTask) {
  const std::string before = setting();
  TaskList tasks;
  tasks.transactional("a", change_setting);
  tasks.transactional("b", std::string("CREATE TABLE seen AS ") + read_setting);

  const Outcome outcome = run(tasks);

  ASSERT_SUCCEEDED(outcome);
  EXPECT_THAT(column("SELECT * FROM seen"), ElementsAre(before));
  EXPECT_EQ(setting(), before);
}

TEST_F(EachTest, SettingChangedByAFailedTaskIsReset) {
  const std::string before = setting();
  TaskList tasks;
  tasks.transactional("a", std::string(change_setting) + "; SELECT nope");

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::statement_failed);
  EXPECT_EQ(setting(), before);
}

TEST_F(EachTest, ObserverHearsOfEachTaskInOrder) {
  TaskList tasks;
  tasks.transactional("a", "CREATE TABLE a (id INTEGER)");
  tasks.transactional("b", "CREATE TABLE b (id INTEGER)");
  tasks.transactional("c", "SELECT nope");
  tasks.transactional("d", "CREATE TABLE d (id INTEGER)");

  run(tasks);

  EXPECT_THAT(recorder_.events_with("finished"),
              ElementsAre("finished 0", "finished 1"));
  const auto started = recorder_.events_with("started");
  ASSERT_GE(started.size(), 3u);
  EXPECT_EQ(started[0], "started 0");
  EXPECT_EQ(started[1], "started 1");
  EXPECT_EQ(started[2], "started 2");
  for (const std::string task : {"0", "1"}) {
    EXPECT_LT(std::find(recorder_.events.begin(), recorder_.events.end(),
                        "started " + task),
              std::find(recorder_.events.begin(), recorder_.events.end(),
                        "finished " + task));
  }
}

TEST_F(EachTest, RunGoesOnAfterATaskOutsideATransaction) {
  TaskList tasks;
  tasks.transactional("a", "CREATE TABLE a (id INTEGER)");
  tasks.by_statement("b", "CREATE TABLE b (id INTEGER); " + refused_inside);
  tasks.transactional("c", "CREATE TABLE c (id INTEGER)");

  const Outcome outcome = run(tasks);

  ASSERT_SUCCEEDED(outcome);
  EXPECT_EQ(outcome.committed, 3u);
  EXPECT_THAT(log(), ElementsAre("a: all", "b: all", "c: all"));
  EXPECT_THAT(recorder_.events_with("finished"),
              ElementsAre("finished 0", "finished 1", "finished 2"));
}

// `$elapsed` as a word.
Query duration_record(const std::string& name) {
  return {"INSERT INTO " + schema +
              "log (name, done) VALUES ($1, CASE WHEN "
              "$elapsed >= 10000 THEN 'long' WHEN $elapsed >= 0 THEN 'short' "
              "END)",
          {name}};
}

TEST_F(EachTest, RecordsKnowHowLongTheirTaskTook) {
  // Ten milliseconds at least, by a call or by the sheer number.
  const std::string nap =
      sqlite ? "CREATE TABLE nap AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL "
               "SELECT i + 1 FROM n WHERE i < 1000000) SELECT max(i) FROM n; "
             : "SELECT pg_sleep(0.05); ";
  TaskList tasks;
  tasks.transactional("a", nap);
  tasks.back().records = {{duration_record("a")}};
  tasks.by_statement("b", nap.starts_with("CREATE") ? "DROP TABLE nap; " + nap
                                                    : nap + "SELECT 1");
  tasks.back().records.back() = {duration_record("c")};

  const Outcome outcome = run(tasks);

  ASSERT_SUCCEEDED(outcome);
  EXPECT_THAT(log(), ElementsAre("a: long", "b: 1", "c: long"));
}

}  // namespace
}  // namespace godwit::driver
