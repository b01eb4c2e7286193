// SPDX-License-Identifier: BSL-1.0
#include <godwit/database.h>

#include "driver_test.h"

namespace godwit::driver {
namespace {

using std::chrono::seconds;

/// Statements that never end, until an observer who is told of them has heard
/// enough.
class RunningTest : public DriverTest {
 protected:
  RunningTest() { execute("CREATE TABLE sink (id INTEGER)"); }

  Outcome run_until_tick(std::size_t last, const TaskList& tasks) {
    StopSource stop;
    recorder_.on_running = [&] {
      if (recorder_.ticks.size() == last) stop.request_stop();
    };
    return run(tasks, TransactionMode::each, stop.token());
  }

  const std::string endless_ = std::string(endless_insert);
};

TEST_F(RunningTest, LongStatementIsToldOfAboutOnceASecondAndCanBeStopped) {
  TaskList tasks;
  tasks.transactional("a", "CREATE TABLE a (id INTEGER)");
  tasks.transactional("b", endless_);

  const Outcome outcome = run_until_tick(2, tasks);

  ASSERT_FAILED(outcome, ErrorCode::cancelled);
  EXPECT_EQ(outcome.committed, 1u);
  EXPECT_EQ(outcome.failure->task, 1u);
  EXPECT_THAT(log(), ElementsAre("a: all"));
  ASSERT_GE(recorder_.ticks.size(), 2u);
  for (std::size_t i = 0; i < 2; ++i) {
    const Tick& tick = recorder_.ticks[i];
    EXPECT_EQ(tick.task, 1u);
    EXPECT_EQ(tick.tasks, 1u);
    EXPECT_EQ(tick.statement, 0u);
    EXPECT_GE(tick.elapsed, seconds(i + 1));
  }
}

TEST_F(RunningTest, StatementInATransactionIsNamedWhereTheDatabaseTells) {
  TaskList tasks;
  tasks.transactional("a", "CREATE TABLE a (id INTEGER); " + endless_);

  const Outcome outcome = run_until_tick(1, tasks);

  ASSERT_FAILED(outcome, ErrorCode::cancelled);
  const auto& statement = recorder_.ticks.at(0).statement;
  if (driver_under_test == test::Driver::sqlite) {
    EXPECT_EQ(statement, 1u);
  } else {
    EXPECT_FALSE(statement.has_value());
  }
}

TEST_F(RunningTest, StatementOutsideATransactionIsNamed) {
  TaskList tasks;
  tasks.by_statement("a", "CREATE TABLE a (id INTEGER); " + endless_);

  const Outcome outcome = run_until_tick(1, tasks);

  ASSERT_FAILED(outcome, ErrorCode::cancelled);
  EXPECT_EQ(outcome.statements_kept, 1u);
  EXPECT_EQ(recorder_.ticks.at(0).statement, 1u);
}

TEST_F(RunningTest, StatementInATransactionOfTheScriptIsNamed) {
  TaskList tasks;
  tasks.by_statement("a", "BEGIN; SELECT 1; " + endless_ + "; COMMIT");

  const Outcome outcome = run_until_tick(1, tasks);

  ASSERT_FAILED(outcome, ErrorCode::cancelled);
  EXPECT_EQ(recorder_.ticks.at(0).statement, 2u);
}

TEST_F(RunningTest, CodeIsToldOfWhileOneOfItsStatementsRuns) {
  const Code code = [&](Database& database) -> Result<void> {
    const auto done = database.execute(Sql(endless_));
    return done ? Result<void>() : Result<void>(done.error());
  };
  TaskList together;
  together.code("a", code);
  TaskList in_parts;
  in_parts.code_in_parts("b", code);

  for (const TaskList* tasks : {&together, &in_parts}) {
    recorder_.ticks.clear();
    const Outcome outcome = run_until_tick(1, *tasks);

    ASSERT_FAILED(outcome, ErrorCode::cancelled);
    EXPECT_EQ(recorder_.ticks.at(0).tasks, 1u);
    EXPECT_FALSE(recorder_.ticks[0].statement.has_value());
  }
}

// A driver may carry out many together, and not know which of them it is.
TEST_F(RunningTest, NoTaskIsNamedThatMayNotRun) {
  constexpr std::size_t quick = 40;
  TaskList tasks;
  for (std::size_t i = 0; i < quick; ++i) {
    tasks.transactional(std::to_string(i), "SELECT 1");
  }
  tasks.transactional("endless", endless_);

  const Outcome outcome = run_until_tick(1, tasks);

  ASSERT_FAILED(outcome, ErrorCode::cancelled);
  const Tick& tick = recorder_.ticks.at(0);
  EXPECT_LE(tick.task, quick);
  EXPECT_GT(tick.task + tick.tasks, quick);
  EXPECT_EQ(tick.statement.has_value(), tick.tasks == 1);
}

}  // namespace
}  // namespace godwit::driver
