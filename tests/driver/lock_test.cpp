// SPDX-License-Identifier: BSL-1.0
#include <thread>

#include "driver_test.h"

namespace godwit::driver {
namespace {

using ::testing::ElementsAreArray;

class LockTest : public DriverTest {
 protected:
  Result<void> lock(Connection& connection, std::chrono::milliseconds timeout,
                    const StopToken& stop = {}) {
    connection.session().limit(Limits{.patience = timeout});
    return connection.session().lock(lock_request(), recorder_, stop);
  }
  Result<void> try_lock(Connection& connection) {
    return lock(connection, std::chrono::milliseconds(1));
  }
};

TEST_F(LockTest, ExcludesASecondSessionUntilItIsGivenBack) {
  auto second = connect();
  try_lock(*connection_).value();

  const auto refused = try_lock(second);
  session().unlock();

  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::locked);
  EXPECT_TRUE(try_lock(second).ok());
}

TEST_F(LockTest, WaitingSaysOnceWhoHoldsIt) {
  auto second = connect();
  try_lock(*connection_).value();

  const auto refused = lock(second, std::chrono::milliseconds(100));

  ASSERT_FALSE(refused.ok());
  ASSERT_EQ(recorder_.events_with("waiting").size(), 1u);
  const std::string holder = recorder_.events[0].substr(12);
  EXPECT_FALSE(holder.empty());
  EXPECT_THAT(refused.error().message, HasSubstr(holder));
}

TEST_F(LockTest, TellsWhoHoldsItWithoutTakingIt) {
  auto second = connect();
  const std::string name = lock_request().name;
  EXPECT_FALSE(second.session().lock_holder(name).value());
  try_lock(*connection_).value();

  const auto holder = second.session().lock_holder(name).value();
  session().unlock();

  EXPECT_THAT(holder.value_or("nobody"), HasSubstr("process "));
  EXPECT_FALSE(second.session().lock_holder(name).value());
  EXPECT_TRUE(try_lock(*connection_).ok());
}

TEST_F(LockTest, FreeLockIsTakenWithoutWaiting) {
  try_lock(*connection_).value();

  EXPECT_THAT(recorder_.events, IsEmpty());
}

TEST_F(LockTest, WaiterGetsItWhenItBecomesFree) {
  auto second = connect();
  try_lock(*connection_).value();

  Result<void> waited;
  std::jthread waiter([&] { waited = lock(second, std::chrono::seconds(60)); });
  session().unlock();
  waiter.join();

  EXPECT_TRUE(waited.ok());
}

TEST_F(LockTest, ClosedSessionGivesItBack) {
  auto second = connect();
  try_lock(*connection_).value();

  connection_.reset();

  EXPECT_TRUE(lock(second, std::chrono::seconds(60)).ok());
}

TEST_F(LockTest, StopRequestEndsTheWait) {
  auto second = connect();
  try_lock(*connection_).value();
  StopSource stop;

  std::jthread stopper([&] { stop.request_stop(); });
  const auto refused = lock(second, std::chrono::hours(1), stop.token());

  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::cancelled);
}

TEST_F(LockTest, HoldsAfterARunUntilItIsGivenBack) {
  auto second = connect();
  LockRequest request = lock_request();
  session().lock(request, recorder_, {}).value();
  TaskList tasks;
  tasks.transactional("first", "CREATE TABLE a (id INTEGER)");

  session().run(tasks.get(), TransactionMode::each, recorder_, {});
  const auto refused = try_lock(second);
  session().unlock();

  EXPECT_FALSE(refused.ok());
  EXPECT_TRUE(exists("a"));
}

TEST_F(LockTest, QueriesAndSeveralRunsWorkUnderIt) {
  try_lock(*connection_).value();
  for (const std::string name : {"a", "b"}) {
    TaskList tasks;
    tasks.transactional(name, "CREATE TABLE " + name + " (id INTEGER)");
    EXPECT_TRUE(session().query({"SELECT * FROM " + schema + "log"}).ok());
    const Outcome outcome =
        session().run(tasks.get(), TransactionMode::each, recorder_, {});
    ASSERT_SUCCEEDED(outcome);
    EXPECT_EQ(outcome.committed, 1u);
    EXPECT_TRUE(session().query({"SELECT * FROM " + schema + name}).ok());
  }
  session().unlock();

  EXPECT_THAT(log(), ElementsAre("a: all", "b: all"));
}

TEST_F(LockTest, GivingItBackWithoutHavingItIsHarmless) {
  session().unlock();
  try_lock(*connection_).value();
  session().unlock();
  session().unlock();

  EXPECT_TRUE(session().query({"SELECT 1"}).ok());
  EXPECT_TRUE(try_lock(*connection_).ok());
}

TEST_F(LockTest, TakingItAgainGivesTheFirstOneBack) {
  auto second = connect();
  try_lock(*connection_).value();

  const auto again = try_lock(*connection_);
  session().unlock();

  EXPECT_TRUE(again.ok()) << again.error().message;
  EXPECT_TRUE(try_lock(second).ok());
}

TEST_F(LockTest, NobodyIsWaitedForWhereTheRequestSaysSo) {
  auto second = connect();
  try_lock(*connection_).value();
  LockRequest request = lock_request();
  request.wait = false;

  const auto refused = second.session().lock(request, recorder_, {});

  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::locked);
}

TEST_F(LockTest, TasksWithoutItAreRefused) {
  TaskList tasks;
  tasks.transactional("a", "CREATE TABLE a (id INTEGER)");

  const Outcome outcome =
      session().run(tasks.get(), TransactionMode::each, recorder_, {});

  ASSERT_FAILED(outcome, ErrorCode::invalid_argument);
  EXPECT_THAT(outcome.failure->error.message, HasSubstr("without the lock"));
  EXPECT_FALSE(exists("a"));
}

TEST_F(LockTest, NoTasksAreNoneDone) {
  const Outcome outcome = run(TaskList());

  ASSERT_SUCCEEDED(outcome);
  EXPECT_EQ(outcome.committed, 0u);
  EXPECT_THAT(recorder_.events, IsEmpty());
}

TEST_F(LockTest, NothingElseIsAskedOfTheSessionDuringARun) {
  TaskList tasks;
  tasks.transactional("a", "CREATE TABLE a (id INTEGER)");
  tasks.by_statement("b", "CREATE TABLE b (id INTEGER)");
  std::vector<ErrorCode> refused;
  recorder_.on_started = [&](std::size_t) {
    const auto note = [&](const auto& result) {
      ASSERT_FALSE(result.ok());
      refused.push_back(result.error().code);
    };
    note(session().query({"SELECT 1"}));
    note(session().facts());
    note(session().lock_holder(lock_request().name));
    note(session().lock(lock_request(), recorder_, {}));
    note(session().reconnect());
    const Outcome inner =
        session().run({}, TransactionMode::each, recorder_, {});
    ASSERT_TRUE(inner.failure.has_value());
    refused.push_back(inner.failure->error.code);
    session().unlock();
  };

  const Outcome outcome = run(tasks);

  ASSERT_SUCCEEDED(outcome);
  EXPECT_THAT(log(), ElementsAre("a: all", "b: all"));
  EXPECT_THAT(refused,
              ElementsAreArray(std::vector(12, ErrorCode::invalid_argument)));
  EXPECT_TRUE(session().query({"SELECT 1"}).ok());
}

// Each turn reads, and writes what it read plus one: a turn that overlaps with
// another is lost.
TEST_F(LockTest, RacingSessionsTakeTurns) {
  constexpr int turns = 20;
  execute("CREATE TABLE counter (n INTEGER)");
  execute("INSERT INTO counter VALUES (0)");
  const auto race = [&] {
    auto racer = connect();
    Recorder nobody;
    for (int turn = 0; turn < turns; ++turn) {
      racer.session().lock(lock_request(), nobody, {}).value();
      const Rows rows = racer.session()
                            .query({"SELECT n FROM " + schema + "counter"})
                            .value();
      const int next = std::stoi(rows[0][0].value()) + 1;
      TaskList tasks;
      tasks.transactional("turn " + std::to_string(next),
                          "UPDATE counter SET n = " + std::to_string(next));
      const Outcome outcome =
          racer.session().run(tasks.get(), TransactionMode::each, nobody, {});
      EXPECT_EQ(outcome.committed, 1u);
      racer.session().unlock();
    }
  };

  std::jthread first(race);
  std::jthread second(race);
  first.join();
  second.join();

  EXPECT_THAT(column("SELECT n FROM counter"),
              ElementsAre(std::to_string(2 * turns)));
}

}  // namespace
}  // namespace godwit::driver
