// SPDX-License-Identifier: BSL-1.0
#include <thread>

#include "application.h"
#include "driver_test.h"

namespace godwit::driver {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// Somebody else can keep the database from being read.
class LookTest : public DriverTest {
 protected:
  LookTest() : other_(database_) {}

  void take_everything() { other_.begin_in_everybodys_way(); }
  void let_go() { other_.execute("COMMIT"); }

  Result<Rows> look() {
    return session().query({.sql = "SELECT * FROM log", .pinned = false});
  }

  Application other_;
};

TEST_F(LookTest, LookEndsAtTheDeadline) {
  take_everything();
  session().limit(Limits{.patience = milliseconds(100)});

  const auto rows = look();

  ASSERT_FALSE(rows.ok());
  EXPECT_EQ(rows.error().code, ErrorCode::locked);
  EXPECT_FALSE(rows.error().hint.empty());
  let_go();
  EXPECT_TRUE(look().ok());
}

TEST_F(LookTest, AllLooksShareOneDeadline) {
  take_everything();
  const auto begin = steady_clock::now();
  session().limit(Limits{.patience = std::chrono::seconds(6)});

  for (int i = 0; i < 10; ++i) EXPECT_FALSE(look().ok());

  // Each of them for itself would have taken a minute.
  EXPECT_LT(steady_clock::now() - begin, std::chrono::seconds(50));
}

TEST_F(LookTest, StopRequestEndsALookThatHasNoLimit) {
  take_everything();
  StopSource stop;
  session().limit(
      Limits{.patience = milliseconds::max(), .stop = stop.token()});

  std::jthread stopper([&] {
    std::this_thread::sleep_for(milliseconds(50));
    stop.request_stop();
  });
  const auto rows = look();

  ASSERT_FALSE(rows.ok());
  EXPECT_EQ(rows.error().code, ErrorCode::cancelled);
}

TEST_F(LookTest, LookWithoutALimitGoesOnWhenTheOtherIsDone) {
  take_everything();
  session().limit(Limits{.patience = milliseconds::max()});

  std::jthread other([&] {
    std::this_thread::sleep_for(milliseconds(300));
    let_go();
  });

  EXPECT_TRUE(look().ok());
}

}  // namespace
}  // namespace godwit::driver
