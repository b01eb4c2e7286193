// SPDX-License-Identifier: BSL-1.0
#include <atomic>
#include <thread>

#include "driver_test.h"

namespace godwit::driver {
namespace {

/// Requests the stop from another thread once the task has been started.
class StopTest : public DriverTest {
 protected:
  Outcome run_and_stop(const TaskList& tasks, std::size_t stop_at,
                       TransactionMode mode = TransactionMode::each) {
    std::atomic<bool> reached = false;
    StopSource stop;
    recorder_.on_started = [&](std::size_t task) {
      if (task != stop_at) return;
      reached = true;
      reached.notify_all();
    };
    std::jthread stopper([&] {
      reached.wait(false);
      stop.request_stop();
    });
    Outcome outcome = run(tasks, mode, stop.token());
    // A run that failed before must not leave the other thread waiting.
    reached = true;
    reached.notify_all();
    return outcome;
  }
};

TEST_F(StopTest, CancelsARunningStatementAndKeepsWhatCameBefore) {
  TaskList tasks;
  tasks.transactional("a", "CREATE TABLE sink (id INTEGER)");
  tasks.transactional("b", "CREATE TABLE b (id INTEGER)");
  tasks.transactional("c", std::string("CREATE TABLE c (id INTEGER); ") +
                               std::string(endless_insert));

  const Outcome outcome = run_and_stop(tasks, 2);

  ASSERT_FAILED(outcome, ErrorCode::cancelled);
  EXPECT_EQ(outcome.committed, 2u);
  EXPECT_EQ(outcome.failure->task, 2u);
  EXPECT_THAT(log(), ElementsAre("a: all", "b: all"));
  EXPECT_FALSE(exists("c"));
}

TEST_F(StopTest, CancelsABatchAndKeepsNothing) {
  TaskList tasks;
  tasks.transactional("a", "CREATE TABLE sink (id INTEGER)");
  tasks.transactional("b", std::string(endless_insert));

  const Outcome outcome = run_and_stop(tasks, 1, TransactionMode::batch);

  ASSERT_FAILED(outcome, ErrorCode::cancelled);
  EXPECT_EQ(outcome.committed, 0u);
  EXPECT_THAT(log(), IsEmpty());
  EXPECT_FALSE(exists("sink"));
}

TEST_F(StopTest, CancelsAStatementOutsideATransaction) {
  execute("CREATE TABLE sink (id INTEGER)");
  TaskList tasks;
  tasks.transactional("a", "CREATE TABLE a (id INTEGER)");
  tasks.by_statement("b", std::string(endless_insert));

  const Outcome outcome = run_and_stop(tasks, 1);

  ASSERT_FAILED(outcome, ErrorCode::cancelled);
  EXPECT_EQ(outcome.committed, 1u);
  EXPECT_EQ(outcome.statements_kept, 0u);
  EXPECT_THAT(log(), ElementsAre("a: all", "b: 0"));
}

TEST_F(StopTest, RequestBeforeTheRunKeepsEverythingAsItWas) {
  TaskList tasks;
  tasks.transactional("a", "CREATE TABLE a (id INTEGER)");
  StopSource stop;
  stop.request_stop();

  const Outcome outcome = run(tasks, TransactionMode::each, stop.token());

  ASSERT_FAILED(outcome, ErrorCode::cancelled);
  EXPECT_EQ(outcome.committed, 0u);
  EXPECT_FALSE(exists("a"));
}

TEST_F(StopTest, SessionGoesOnAfterwards) {
  TaskList endless;
  endless.transactional("a", std::string("CREATE TABLE sink (id INTEGER); ") +
                                 std::string(endless_insert));
  TaskList next;
  next.transactional("a", "CREATE TABLE a (id INTEGER)");

  run_and_stop(endless, 0);
  recorder_.on_started = {};
  const Outcome outcome = run(next);

  ASSERT_SUCCEEDED(outcome);
  EXPECT_TRUE(exists("a"));
}

}  // namespace
}  // namespace godwit::driver
