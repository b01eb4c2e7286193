// SPDX-License-Identifier: BSL-1.0
#include "driver_test.h"

namespace godwit::driver {
namespace {

class BatchTest : public DriverTest {
 protected:
  Outcome run(const TaskList& tasks) {
    return DriverTest::run(tasks, TransactionMode::batch);
  }
};

TEST_F(BatchTest, KeepsAllTasks) {
  TaskList tasks;
  tasks.transactional("a", "CREATE TABLE a (id INTEGER)");
  tasks.transactional("b", "CREATE TABLE b (id INTEGER)");

  const Outcome outcome = run(tasks);

  ASSERT_SUCCEEDED(outcome);
  EXPECT_EQ(outcome.committed, 2u);
  EXPECT_THAT(log(), ElementsAre("a: all", "b: all"));
  EXPECT_TRUE(exists("b"));
}

TEST_F(BatchTest, FailureUndoesEverything) {
  const std::string text = "CREATE TABLE b (id INTEGER); SELECT nope FROM b";
  TaskList tasks;
  tasks.transactional("a", "CREATE TABLE a (id INTEGER)");
  tasks.transactional("b", text);
  tasks.transactional("c", "CREATE TABLE c (id INTEGER)");

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::statement_failed);
  EXPECT_EQ(outcome.committed, 0u);
  EXPECT_EQ(outcome.failure->task, 1u);
  EXPECT_EQ(outcome.failure->offset, text.find("nope"));
  EXPECT_THAT(log(), IsEmpty());
  EXPECT_FALSE(exists("a"));
}

TEST_F(BatchTest, FailedRecordUndoesEverything) {
  TaskList tasks;
  tasks.transactional("a", "CREATE TABLE a (id INTEGER)");
  tasks.transactional("b", "CREATE TABLE b (id INTEGER)");
  tasks.back().records = {{{"INSERT INTO nowhere VALUES (1)"}}};

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::statement_failed);
  EXPECT_EQ(outcome.committed, 0u);
  EXPECT_FALSE(exists("a"));
}

TEST_F(BatchTest, NothingIsFinishedBeforeEverythingIs) {
  TaskList broken;
  broken.transactional("a", "CREATE TABLE a (id INTEGER)");
  broken.transactional("b", "SELECT nope");

  run(broken);

  EXPECT_THAT(recorder_.events_with("finished"), IsEmpty());
}

TEST_F(BatchTest, FinishedTasksAreToldInOrder) {
  TaskList tasks;
  tasks.transactional("a", "CREATE TABLE a (id INTEGER)");
  tasks.transactional("b", "CREATE TABLE b (id INTEGER)");

  run(tasks);

  EXPECT_THAT(recorder_.events_with("finished"),
              ElementsAre("finished 0", "finished 1"));
}

TEST_F(BatchTest, StopRequestUndoesEverything) {
  TaskList tasks;
  tasks.transactional("a", "CREATE TABLE a (id INTEGER)");
  tasks.transactional("b", "CREATE TABLE b (id INTEGER)");
  StopSource stop;
  recorder_.on_started = [&](std::size_t) { stop.request_stop(); };

  const Outcome outcome =
      DriverTest::run(tasks, TransactionMode::batch, stop.token());

  ASSERT_FAILED(outcome, ErrorCode::cancelled);
  EXPECT_EQ(outcome.committed, 0u);
  EXPECT_THAT(log(), IsEmpty());
  EXPECT_FALSE(exists("a"));
}

TEST_F(BatchTest, TaskWithoutATransactionIsRefusedBeforeAnyBegins) {
  TaskList tasks;
  tasks.transactional("a", "CREATE TABLE a (id INTEGER)");
  tasks.by_statement("b", "CREATE TABLE b (id INTEGER)");

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::invalid_argument);
  EXPECT_EQ(outcome.failure->task, 1u);
  EXPECT_THAT(outcome.failure->error.message, HasSubstr("part of a batch"));
  EXPECT_FALSE(outcome.failure->error.hint.empty());
  EXPECT_THAT(recorder_.events, IsEmpty());
  EXPECT_FALSE(exists("a"));
}

}  // namespace
}  // namespace godwit::driver
