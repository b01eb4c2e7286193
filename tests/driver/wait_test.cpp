// SPDX-License-Identifier: BSL-1.0
#include <thread>

#include "driver_test.h"

namespace godwit::driver {
namespace {

using std::chrono::milliseconds;

class WaitTest : public DriverTest {};

TEST_F(WaitTest, LookBehindTheDeadlineNeedsNoPatienceWhereNobodyIsInTheWay) {
  session().limit(Limits{.patience = milliseconds(0)});

  EXPECT_TRUE(
      session().query({.sql = "SELECT * FROM log", .pinned = false}).ok());
}

TEST_F(WaitTest, LockWithoutALimitWaitsUntilItIsFree) {
  auto second = connect();
  session().limit(Limits{.patience = milliseconds::max()});
  second.session().lock(lock_request(), recorder_, {}).value();

  std::jthread other([&] {
    std::this_thread::sleep_for(milliseconds(200));
    second.session().unlock();
  });

  EXPECT_TRUE(session().lock(lock_request(), recorder_, {}).ok());
}

TEST_F(WaitTest, LockEndsAtTheDeadlineOfTheLimits) {
  auto second = connect();
  second.session().lock(lock_request(), recorder_, {}).value();
  session().limit(Limits{.patience = milliseconds(100)});

  const auto refused = session().lock(lock_request(), recorder_, {});

  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::locked);
}

TEST_F(WaitTest, StatementThatTakesTooLongEndsAndWhatCameBeforeIsKept) {
  session().limit(Limits{.statement_timeout = milliseconds(300)});
  TaskList tasks;
  tasks.transactional("a", "CREATE TABLE sink (id INTEGER)");
  tasks.transactional("b", "CREATE TABLE b (id INTEGER)");
  tasks.transactional("c", std::string("CREATE TABLE c (id INTEGER); ") +
                               std::string(endless_insert));

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::timed_out);
  EXPECT_EQ(outcome.committed, 2u);
  EXPECT_EQ(outcome.failure->task, 2u);
  EXPECT_EQ(outcome.failure->statement, 1u);
  EXPECT_THAT(outcome.failure->error.message, HasSubstr("0.3 s"));
  EXPECT_THAT(log(), ElementsAre("a: all", "b: all"));
  EXPECT_FALSE(exists("c"));
}

TEST_F(WaitTest, LimitOfAStatementHoldsOutsideATransaction) {
  execute("CREATE TABLE sink (id INTEGER)");
  session().limit(Limits{.statement_timeout = milliseconds(300)});
  TaskList tasks;
  tasks.by_statement(
      "a", "CREATE TABLE a (id INTEGER); " + std::string(endless_insert));

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::timed_out);
  EXPECT_EQ(outcome.statements_kept, 1u);
  EXPECT_THAT(log(), ElementsAre("a: 1"));
}

TEST_F(WaitTest, LimitIsOfEachStatementAndNotOfTheScript) {
  session().limit(Limits{.statement_timeout = std::chrono::seconds(60)});
  TaskList tasks;
  std::string script;
  for (int i = 0; i < 50; ++i) script += "SELECT 1; ";
  tasks.transactional("a", script);

  const Outcome outcome = run(tasks);

  ASSERT_SUCCEEDED(outcome);
}

TEST_F(WaitTest, LimitsAreGoneWhenTheyAreTakenBack) {
  session().limit(Limits{.statement_timeout = milliseconds(1)});
  session().limit({});
  TaskList tasks;
  tasks.transactional(
      "a",
      "CREATE TABLE a AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL "
      "SELECT i + 1 FROM n WHERE i < 100000) SELECT count(*) AS n FROM n");

  const Outcome outcome = run(tasks);

  ASSERT_SUCCEEDED(outcome);
}

TEST_F(WaitTest, LimitsAreNotChangedDuringARun) {
  TaskList tasks;
  tasks.transactional("a", "CREATE TABLE a (id INTEGER)");
  tasks.by_statement("b", "CREATE TABLE b (id INTEGER)");
  recorder_.on_started = [&](std::size_t) {
    session().limit(Limits{.statement_timeout = milliseconds(1)});
  };
  ASSERT_SUCCEEDED(run(tasks));
  recorder_.on_started = {};
  TaskList slow;
  slow.transactional(
      "c",
      "CREATE TABLE c AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL "
      "SELECT i + 1 FROM n WHERE i < 100000) SELECT count(*) AS n FROM n");

  const Outcome outcome = run(slow);

  ASSERT_SUCCEEDED(outcome);
}

}  // namespace
}  // namespace godwit::driver
