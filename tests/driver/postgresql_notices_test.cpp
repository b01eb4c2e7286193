// SPDX-License-Identifier: BSL-1.0
#include <libpq-fe.h>

#include <memory>
#include <string>
#include <vector>

#include "driver_test.h"

namespace godwit::driver {
namespace {

class NoticeRecorder : public Recorder {
 public:
  void notice(std::string_view text) override { notices.emplace_back(text); }

  std::vector<std::string> notices = {};
};

class PostgresqlNoticesTest : public DriverTest {
 protected:
  PostgresqlNoticesTest() {
    application_.reset(PQconnectdb(database_.url().c_str()));
    connection_ = adopt(application_.get()).value();
  }

  void raise_warning() {
    TaskList tasks;
    tasks.transactional("a", "DO $$ BEGIN RAISE WARNING 'careful'; END $$");
    session().lock(lock_request(), observer_, {}).value();
    session().run(tasks.get(), TransactionMode::each, observer_, {});
    session().unlock();
  }

  PQnoticeReceiver receiver() {
    return PQsetNoticeReceiver(application_.get(), nullptr, nullptr);
  }

  std::unique_ptr<PGconn, decltype(&PQfinish)> application_{nullptr, PQfinish};
  NoticeRecorder observer_;
};

TEST_F(PostgresqlNoticesTest, ReachTheObserverDuringARunOnly) {
  const PQnoticeReceiver before = receiver();

  raise_warning();

  EXPECT_THAT(observer_.notices, ElementsAre("WARNING: careful"));
  EXPECT_EQ(receiver(), before);
}

TEST_F(PostgresqlNoticesTest, StayWithTheReceiverOfTheApplication) {
  int heard = 0;
  PQsetNoticeReceiver(
      application_.get(),
      [](void* count, const PGresult*) { ++*static_cast<int*>(count); },
      &heard);

  raise_warning();

  EXPECT_EQ(heard, 1);
  EXPECT_THAT(observer_.notices, IsEmpty());
}

}  // namespace
}  // namespace godwit::driver
