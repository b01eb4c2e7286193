// SPDX-License-Identifier: BSL-1.0
#include "driver/mentions.h"

#include <gtest/gtest.h>

namespace godwit::driver {
namespace {

TEST(MentionsTest, FindsAWordInAnyCaseAndAnywhere) {
  EXPECT_TRUE(mentions("pragma user_version", "pragma"));
  EXPECT_TRUE(mentions("SELECT 1; PrAgMa user_version", "pragma"));
  EXPECT_TRUE(mentions("DETACH x", "tach"));
  EXPECT_TRUE(mentions("-- SAVEPOINT", "savepoint"));
  EXPECT_TRUE(mentions("v v savepoint", "savepoint"));
}

TEST(MentionsTest, FindsNoneWhereThereIsNone) {
  EXPECT_FALSE(mentions("", "pragma"));
  EXPECT_FALSE(mentions("pragm", "pragma"));
  EXPECT_FALSE(mentions("ragma p", "pragma"));
  EXPECT_FALSE(mentions("save point v", "savepoint"));
}

}  // namespace
}  // namespace godwit::driver
