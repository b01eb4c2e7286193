// SPDX-License-Identifier: BSL-1.0
#include "driver_test.h"

namespace godwit::driver {
namespace {

// A statement outside a transaction of which an earlier run recorded that it
// had begun, and nothing more.
class PostgresqlInterruptedTest : public DriverTest {
 protected:
  PostgresqlInterruptedTest() {
    execute("CREATE TABLE a (id INTEGER)");
    execute("ALTER TABLE log ADD begun TEXT");
  }

  static TaskList script(const std::string& sql, std::string_view in_doubt) {
    TaskList tasks;
    tasks.by_statement("a", sql);
    tasks.back().begun = {
        {"UPDATE public.log SET begun = $1 WHERE name = $2", {"a"}}};
    tasks.back().in_doubt = in_doubt;
    return tasks;
  }

  std::vector<std::string> valid() {
    return column(
        "SELECT relname || ' ' || indisvalid FROM pg_index "
        "JOIN pg_class ON pg_class.oid = indexrelid WHERE indrelid = "
        "'a'::regclass ORDER BY 1");
  }

  static constexpr const char* make_index =
      "CREATE INDEX CONCURRENTLY a_id ON a (id)";
};

TEST_F(PostgresqlInterruptedTest, BeginIsRecordedBeforeIt) {
  execute(
      "CREATE FUNCTION f(INTEGER) RETURNS INTEGER IMMUTABLE LANGUAGE sql "
      "AS 'SELECT 1/0'");
  execute("INSERT INTO a VALUES (1)");
  const TaskList tasks =
      script("CREATE INDEX CONCURRENTLY a_id ON a (f(id))", {});

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::statement_failed);
  EXPECT_THAT(column("SELECT begun FROM log"),
              ElementsAre("CREATE INDEX CONCURRENTLY a_id ON a (f(id))"));
}

TEST_F(PostgresqlInterruptedTest, IndexThatIsThereIsNotMadeAgain) {
  execute("CREATE INDEX a_id ON a (id)");

  const Outcome outcome = run(script(make_index, make_index));

  ASSERT_SUCCEEDED(outcome);
  EXPECT_THAT(log(), ElementsAre("a: all"));
  EXPECT_THAT(valid(), ElementsAre("a_id true"));
}

TEST_F(PostgresqlInterruptedTest, IndexThatIsNotThereIsMade) {
  const Outcome outcome = run(script(make_index, make_index));

  ASSERT_SUCCEEDED(outcome);
  EXPECT_THAT(valid(), ElementsAre("a_id true"));
}

TEST_F(PostgresqlInterruptedTest, InvalidIndexIsMadeAnew) {
  for (const std::string statement :
       {"CREATE INDEX CONCURRENTLY a_id ON a (id)",
        "CREATE INDEX CONCURRENTLY IF NOT EXISTS a_id ON public.a (id)"}) {
    execute(
        "DROP INDEX IF EXISTS a_id; TRUNCATE log; CREATE INDEX a_id ON a "
        "(id); UPDATE pg_index SET indisvalid = false "
        "WHERE indexrelid = 'a_id'::regclass");

    const Outcome outcome = run(script(statement, statement));

    ASSERT_SUCCEEDED(outcome);
    EXPECT_THAT(valid(), ElementsAre("a_id true")) << statement;
  }
}

TEST_F(PostgresqlInterruptedTest, IndexThatIsGoneIsNotDroppedAgain) {
  const char* drop = "DROP INDEX CONCURRENTLY a_id";

  const Outcome outcome = run(script(drop, drop));

  ASSERT_SUCCEEDED(outcome);
}

TEST_F(PostgresqlInterruptedTest, WhatDoesTheSameTwiceRunsAgain) {
  const Outcome outcome = run(script("VACUUM a", "VACUUM a"));

  ASSERT_SUCCEEDED(outcome);
}

TEST_F(PostgresqlInterruptedTest, ProcedureThatCommitsIsInDoubt) {
  execute(
      "CREATE PROCEDURE p() LANGUAGE plpgsql AS "
      "'BEGIN INSERT INTO a VALUES (1); COMMIT; END'");

  const Outcome once = run(script("CALL p()", {}));
  const auto begun = column("SELECT begun FROM log");
  execute("TRUNCATE log");
  const Outcome again = run(script("CALL p()", "CALL p()"));

  ASSERT_SUCCEEDED(once);
  EXPECT_THAT(begun, ElementsAre("CALL p()"));
  ASSERT_FAILED(again, ErrorCode::statement_in_doubt);
  EXPECT_EQ(again.failure->statement, 0u);
  EXPECT_THAT(column("SELECT id FROM a"), ElementsAre("1"));
}

TEST_F(PostgresqlInterruptedTest, DoneStatementMayNotHaveAnotherText) {
  execute("CREATE INDEX a_id ON a (id)");

  const Outcome outcome =
      run(script("CREATE INDEX CONCURRENTLY a_id ON a (id DESC)", make_index));

  ASSERT_FAILED(outcome, ErrorCode::edited);
}

TEST_F(PostgresqlInterruptedTest, HalfDetachedPartitionIsInDoubt) {
  execute(
      "CREATE TABLE whole (id INTEGER) PARTITION BY RANGE (id); "
      "CREATE TABLE part PARTITION OF whole FOR VALUES FROM (1) TO (9)");
  const char* detach = "ALTER TABLE whole DETACH PARTITION part CONCURRENTLY";
  execute(
      "UPDATE pg_inherits SET inhdetachpending = true "
      "WHERE inhrelid = 'part'::regclass");

  const Outcome outcome = run(script(detach, detach));

  ASSERT_FAILED(outcome, ErrorCode::statement_in_doubt);
  EXPECT_THAT(outcome.failure->error.message, HasSubstr("FINALIZE"));
}

}  // namespace
}  // namespace godwit::driver
