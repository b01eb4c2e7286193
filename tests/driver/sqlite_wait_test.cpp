// SPDX-License-Identifier: BSL-1.0
#include <thread>

#include "application.h"
#include "driver_test.h"

namespace godwit::driver {
namespace {

using std::chrono::milliseconds;

class SqliteWaitTest : public DriverTest {
 protected:
  SqliteWaitTest() : application_(database_), other_(database_) {}

  Application application_;
  Application other_;
};

TEST_F(SqliteWaitTest, ApplicationsBusyTimeoutDoesNotDecide) {
  application_.execute("PRAGMA busy_timeout = 2000000000");
  connection_ = application_.use().value();
  session().limit(Limits{.patience = milliseconds(100)});
  other_.execute("BEGIN EXCLUSIVE");

  const auto rows =
      session().query({.sql = "SELECT * FROM log", .pinned = false});
  const auto locked = session().lock(lock_request(), recorder_, {});

  ASSERT_FALSE(rows.ok());
  EXPECT_EQ(rows.error().code, ErrorCode::locked);
  ASSERT_FALSE(locked.ok());
  EXPECT_EQ(locked.error().code, ErrorCode::locked);
  EXPECT_EQ(application_.execute("PRAGMA busy_timeout"), "2000000000");
}

TEST_F(SqliteWaitTest, BusyTimeoutIsBackAfterARun) {
  application_.execute("PRAGMA busy_timeout = 4321");
  connection_ = application_.use().value();
  TaskList tasks;
  tasks.transactional("a", "PRAGMA busy_timeout = 7");

  const Outcome outcome = run(tasks);

  ASSERT_SUCCEEDED(outcome);
  EXPECT_EQ(application_.execute("PRAGMA busy_timeout"), "4321");
}

TEST_F(SqliteWaitTest, LimitOfAStatementHoldsOnTheApplicationsConnection) {
  execute("CREATE TABLE sink (id INTEGER)");
  connection_ = application_.use().value();
  session().limit(Limits{.statement_timeout = milliseconds(200)});
  TaskList tasks;
  tasks.transactional("a", std::string(endless_insert));

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::timed_out);
}

TEST_F(SqliteWaitTest, StopRequestEndsTheWaitOfACommit) {
  StopSource stop;
  std::jthread stopper;
  recorder_.on_started = [&](std::size_t) {
    other_.execute("BEGIN");
    other_.execute("SELECT * FROM log");
    stopper = std::jthread([&] {
      std::this_thread::sleep_for(milliseconds(300));
      stop.request_stop();
    });
  };
  TaskList tasks;
  tasks.transactional("a", "CREATE TABLE a (id INTEGER)");
  lock();
  const Outcome outcome = session().run(tasks.get(), TransactionMode::each,
                                        recorder_, stop.token());
  session().unlock();

  ASSERT_FAILED(outcome, ErrorCode::cancelled);
  EXPECT_EQ(outcome.committed, 0u);
}

}  // namespace
}  // namespace godwit::driver
