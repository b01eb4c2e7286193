// SPDX-License-Identifier: BSL-1.0
#include "base/deadline.h"

#include <gtest/gtest.h>

#include <thread>

#include "base/backoff.h"

namespace godwit {
namespace {

using std::chrono::milliseconds;

TEST(DeadlineTest, WhatTheClockCannotCountIsNoLimit) {
  EXPECT_EQ(deadline_after(milliseconds::max()), no_deadline);
  EXPECT_EQ(deadline_after(milliseconds::max() - milliseconds(1)), no_deadline);
  EXPECT_FALSE(has_passed(no_deadline));
}

TEST(DeadlineTest, NoTimeAtAllHasPassed) {
  EXPECT_TRUE(has_passed(deadline_after(milliseconds(0))));
  EXPECT_TRUE(has_passed(deadline_after(milliseconds(-1))));
  EXPECT_TRUE(has_passed(deadline_after(milliseconds::min())));
  EXPECT_FALSE(has_passed(deadline_after(std::chrono::hours(1))));
}

TEST(BackoffTest, PausesGrowToTheLongest) {
  Backoff backoff(milliseconds(100), milliseconds(400));

  for (const int limit : {100, 200, 400, 400, 400}) {
    const milliseconds pause = backoff.next();
    EXPECT_GE(pause.count(), limit / 2);
    EXPECT_LE(pause.count(), limit);
  }
}

TEST(BackoffTest, StopRequestEndsASleepWithoutADeadline) {
  StopSource stop;
  std::jthread stopper([&] { stop.request_stop(); });

  EXPECT_FALSE(sleep_until(no_deadline, stop.token()));
}

}  // namespace
}  // namespace godwit
