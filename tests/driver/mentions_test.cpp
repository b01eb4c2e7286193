// SPDX-License-Identifier: BSL-1.0
#include "driver/mentions.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <string>

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

TEST(MentionsTest, FindsAWordWhereverItBegins) {
  for (std::size_t begin = 0; begin < 100; ++begin) {
    for (std::size_t behind = 0; behind < 100; ++behind) {
      const std::string before(begin, 'p');
      const std::string rest(behind, 'a');
      EXPECT_TRUE(mentions(before + "Pragma" + rest, "pragma"));
      EXPECT_FALSE(mentions(before + "prag ma" + rest, "pragma"))
          << begin << " " << behind;
    }
  }
}

}  // namespace
}  // namespace godwit::driver
