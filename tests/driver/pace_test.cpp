// SPDX-License-Identifier: BSL-1.0
#include "driver/pace.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>

namespace godwit::driver {
namespace {

using std::chrono::milliseconds;

// How many messages a run of so many tasks takes.
std::size_t messages(std::size_t tasks, milliseconds way, milliseconds each) {
  Pace pace(way);
  std::size_t sent = 0;
  for (std::size_t done = 0; done < tasks; ++sent) {
    const std::size_t group = std::min(pace.group(), tasks - done);
    done += group;
    pace.adapt(done, group, way + group * each);
  }
  return sent;
}

TEST(PaceTest, FewTasksTravelAlone) {
  EXPECT_EQ(messages(8, milliseconds(0), milliseconds(0)), 8u);
}

TEST(PaceTest, QuickTasksShareMessagesHoweverFarTheServerIs) {
  for (const int way : {0, 1, 10, 99, 101, 300}) {
    EXPECT_LE(messages(1'000, milliseconds(way), milliseconds(0)), 20u) << way;
    EXPECT_LE(messages(10'000, milliseconds(way), milliseconds(0)), 20u) << way;
  }
}

TEST(PaceTest, SlowTasksTravelAloneHoweverFarTheServerIs) {
  for (const int way : {0, 10, 99}) {
    EXPECT_EQ(messages(100, milliseconds(way), milliseconds(100)), 100u) << way;
  }
  EXPECT_EQ(messages(100, milliseconds(400), milliseconds(500)), 100u);
}

TEST(PaceTest, AMessageWorksForATenthOfASecond) {
  Pace pace{milliseconds(20)};
  pace.adapt(100, 10, milliseconds(40));
  EXPECT_EQ(pace.group(), 50u);
}

TEST(PaceTest, AWaitIsNotTakenForAWay) {
  Pace pace{milliseconds(60'000)};
  pace.adapt(100, 1, milliseconds(60'000));
  EXPECT_EQ(pace.group(), 1u);
}

TEST(PaceTest, TakesAtLeastOne) {
  Pace pace{milliseconds(0)};
  pace.set_group(0);
  EXPECT_EQ(pace.group(), 1u);
}

}  // namespace
}  // namespace godwit::driver
