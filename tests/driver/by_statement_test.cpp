// SPDX-License-Identifier: BSL-1.0
#include "driver_test.h"

namespace godwit::driver {
namespace {

class ByStatementTest : public DriverTest {
 protected:
  std::vector<std::string> items() {
    return column("SELECT id FROM item ORDER BY id");
  }
};

constexpr const char* create_item = "CREATE TABLE item (id INTEGER); ";

TEST_F(ByStatementTest, RunsWhatATransactionRefuses) {
  TaskList tasks;
  tasks.by_statement("a", std::string(create_item) + refused_inside);

  const Outcome outcome = run(tasks);

  ASSERT_SUCCEEDED(outcome);
  EXPECT_EQ(outcome.committed, 1u);
  EXPECT_THAT(log(), ElementsAre("a: all"));
}

TEST_F(ByStatementTest, EmptyScriptIsRecorded) {
  TaskList tasks;
  tasks.by_statement("a", "-- nothing");

  const Outcome outcome = run(tasks);

  ASSERT_SUCCEEDED(outcome);
  EXPECT_THAT(log(), ElementsAre("a: all"));
}

TEST_F(ByStatementTest, FailureKeepsAndRecordsTheStatementsBefore) {
  const std::string text = std::string(create_item) +
                           "INSERT INTO item VALUES (1); "
                           "SELECT 'ä', nope FROM item; "
                           "INSERT INTO item VALUES (2)";
  TaskList tasks;
  tasks.transactional("a", "CREATE TABLE a (id INTEGER)");
  tasks.by_statement("b", text);
  tasks.transactional("c", "CREATE TABLE c (id INTEGER)");

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::statement_failed);
  EXPECT_EQ(outcome.committed, 1u);
  EXPECT_EQ(outcome.statements_kept, 2u);
  EXPECT_EQ(outcome.failure->task, 1u);
  EXPECT_EQ(outcome.failure->statement, 2u);
  EXPECT_EQ(outcome.failure->offset, text.find("nope"));
  EXPECT_THAT(log(), ElementsAre("a: all", "b: 2"));
  EXPECT_THAT(items(), ElementsAre("1"));
  EXPECT_FALSE(exists("c"));
}

TEST_F(ByStatementTest, ResumesWhereItStopped) {
  const std::string broken = std::string(create_item) +
                             "INSERT INTO item VALUES (1); SELECT nope; "
                             "INSERT INTO item VALUES (3)";
  const std::string mended = std::string(create_item) +
                             "INSERT INTO item VALUES (1); "
                             "INSERT INTO item VALUES (2); "
                             "INSERT INTO item VALUES (3)";
  TaskList first;
  first.by_statement("a", broken);
  TaskList second;
  second.by_statement("a", mended, 2);

  run(first);
  const Outcome outcome = run(second);

  ASSERT_SUCCEEDED(outcome);
  EXPECT_THAT(log(), ElementsAre("a: all"));
  EXPECT_THAT(items(), ElementsAre("1", "2", "3"));
}

TEST_F(ByStatementTest, OwnTransactionIsKeptExactlyOnce) {
  const std::string done = std::string(create_item) +
                           "BEGIN; INSERT INTO item VALUES (1); "
                           "INSERT INTO item VALUES (2); COMMIT; ";
  TaskList first;
  first.by_statement("a", done + "SELECT nope");
  TaskList second;
  second.by_statement("a", done + "INSERT INTO item VALUES (3)", 5);

  const Outcome stopped = run(first);
  const auto recorded = log();
  const Outcome resumed = run(second);

  ASSERT_FAILED(stopped, ErrorCode::statement_failed);
  EXPECT_EQ(stopped.statements_kept, 5u);
  EXPECT_THAT(recorded, ElementsAre("a: 5"));
  ASSERT_SUCCEEDED(resumed);
  EXPECT_THAT(items(), ElementsAre("1", "2", "3"));
}

TEST_F(ByStatementTest, FailureInItsOwnTransactionGoesBackToItsBegin) {
  const std::string begin =
      std::string(create_item) + "BEGIN; INSERT INTO item VALUES (1); ";
  TaskList first;
  first.by_statement("a", begin + "SELECT nope; COMMIT");
  TaskList second;
  second.by_statement("a", begin + "SELECT 1; COMMIT", 1);

  const Outcome stopped = run(first);
  const auto recorded = log();
  const Outcome resumed = run(second);

  ASSERT_FAILED(stopped, ErrorCode::statement_failed);
  EXPECT_EQ(stopped.statements_kept, 1u);
  EXPECT_EQ(stopped.failure->statement, 3u);
  EXPECT_THAT(recorded, ElementsAre("a: 1"));
  ASSERT_SUCCEEDED(resumed);
  EXPECT_THAT(log(), ElementsAre("a: all"));
  EXPECT_THAT(items(), ElementsAre("1"));
}

TEST_F(ByStatementTest, OwnCommitAtTheEndCompletesIt) {
  TaskList tasks;
  tasks.by_statement("a", std::string(create_item) +
                              "BEGIN; INSERT INTO item VALUES (1); COMMIT;");

  const Outcome outcome = run(tasks);

  ASSERT_SUCCEEDED(outcome);
  EXPECT_THAT(log(), ElementsAre("a: all"));
  EXPECT_THAT(items(), ElementsAre("1"));
}

TEST_F(ByStatementTest, OwnRollbackAtTheEndCompletesIt) {
  TaskList tasks;
  tasks.by_statement("a", std::string(create_item) +
                              "BEGIN; INSERT INTO item VALUES (1); ROLLBACK;");

  const Outcome outcome = run(tasks);

  ASSERT_SUCCEEDED(outcome);
  EXPECT_THAT(log(), ElementsAre("a: all"));
  EXPECT_THAT(items(), IsEmpty());
}

TEST_F(ByStatementTest, TransactionLeftOpenIsUndone) {
  TaskList tasks;
  tasks.by_statement(
      "a", std::string(create_item) + "BEGIN; INSERT INTO item VALUES (1)");

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::transaction_ended);
  EXPECT_EQ(outcome.committed, 0u);
  EXPECT_EQ(outcome.statements_kept, 1u);
  EXPECT_THAT(log(), ElementsAre("a: 1"));
  EXPECT_THAT(items(), IsEmpty());
}

TEST_F(ByStatementTest, FailedRecordUndoesItsStatement) {
  TaskList tasks;
  tasks.by_statement("a",
                     std::string(create_item) + "INSERT INTO item VALUES (1)");
  tasks.back().records[2] = {{"INSERT INTO nowhere VALUES (1)"}};

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::statement_failed);
  EXPECT_FALSE(outcome.failure->statement.has_value());
  EXPECT_EQ(outcome.statements_kept, 1u);
  EXPECT_THAT(log(), ElementsAre("a: 1"));
  EXPECT_THAT(items(), IsEmpty());
}

TEST_F(ByStatementTest, RecordThatChangesTooFewRowsUndoesItsStatement) {
  TaskList tasks;
  tasks.by_statement("a",
                     std::string(create_item) + "INSERT INTO item VALUES (1)");
  Query record{"UPDATE " + schema + "log SET done = '2' WHERE name = 'nobody'"};
  record.affects = 1;
  tasks.back().records[2] = {record};

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::unusable_history);
  EXPECT_EQ(outcome.statements_kept, 1u);
  EXPECT_THAT(log(), ElementsAre("a: 1"));
  EXPECT_THAT(items(), IsEmpty());
}

// Some statements must be the first of their transaction.
TEST_F(ByStatementTest, NothingStandsBetweenTheStatementsOfItsOwnTransaction) {
  TaskList tasks;
  tasks.by_statement(
      "a", std::string(create_item) + "BEGIN; " +
               (dialect == Dialect::sqlite
                    ? "PRAGMA defer_foreign_keys = ON"
                    : "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE") +
               "; INSERT INTO item VALUES (1); COMMIT");

  const Outcome outcome = run(tasks);

  ASSERT_SUCCEEDED(outcome);
  EXPECT_THAT(log(), ElementsAre("a: all"));
  EXPECT_THAT(items(), ElementsAre("1"));
}

TEST_F(ByStatementTest, SettingsOfTheDonePartAreThereWhenItGoesOn) {
  const bool sqlite = dialect == Dialect::sqlite;
  const std::string set = is_libsql ? "PRAGMA foreign_keys = ON; "
                          : sqlite  ? "PRAGMA cache_size = 4321; "
                                    : "SET lock_timeout = '4321ms'; ";
  const std::string get = is_libsql
                              ? "SELECT foreign_keys FROM pragma_foreign_keys"
                          : sqlite ? "SELECT cache_size FROM pragma_cache_size"
                                   : "SELECT current_setting('lock_timeout')";
  TaskList first;
  first.by_statement("a", set + "SELECT nope");
  TaskList second;
  second.by_statement("a", set + "CREATE TABLE seen AS " + get, 1);

  run(first);
  const Outcome outcome = run(second);

  ASSERT_SUCCEEDED(outcome);
  EXPECT_THAT(column("SELECT * FROM seen"), ElementsAre(is_libsql ? "1"
                                                        : sqlite  ? "4321"
                                                                  : "4321ms"));
}

}  // namespace
}  // namespace godwit::driver
