// SPDX-License-Identifier: BSL-1.0
#include "studio/session.h"

#include <gtest/gtest.h>

#include <set>

namespace godwit::test {
namespace {

using studio::Sessions;

TEST(Sessions, ATokenIs128BitsThatNobodyHadBefore) {
  std::set<std::string> tokens;
  for (int i = 0; i < 100; ++i) {
    tokens.insert(studio::random_token().value());
  }

  EXPECT_EQ(tokens.size(), 100u);
  EXPECT_EQ(tokens.begin()->size(), 32u);
  EXPECT_EQ(tokens.begin()->find_first_not_of("0123456789abcdef"),
            std::string::npos);
}

TEST(Sessions, TheOneTimeTokenWorksOnce) {
  const auto sessions = Sessions::begin().value();
  const std::string once = sessions->one_time_token();

  const auto token = sessions->exchange(once);

  ASSERT_TRUE(token);
  EXPECT_TRUE(sessions->is_valid(*token));
  EXPECT_FALSE(sessions->exchange(once));
  EXPECT_TRUE(sessions->is_valid(*token));
}

TEST(Sessions, NothingElseIsValid) {
  const auto sessions = Sessions::begin().value();
  const std::string once = sessions->one_time_token();

  EXPECT_FALSE(sessions->exchange(""));
  EXPECT_FALSE(sessions->exchange(once.substr(1)));
  EXPECT_FALSE(sessions->exchange(once + "0"));
  const std::string token = *sessions->exchange(once);
  EXPECT_FALSE(sessions->is_valid(""));
  EXPECT_FALSE(sessions->is_valid(once));
  EXPECT_FALSE(sessions->is_valid(token.substr(0, 31)));
}

TEST(Sessions, SecretsDifferWhereverTheyDo) {
  EXPECT_TRUE(studio::same_secret("abc", "abc"));
  EXPECT_FALSE(studio::same_secret("xbc", "abc"));
  EXPECT_FALSE(studio::same_secret("abx", "abc"));
  EXPECT_FALSE(studio::same_secret("ab", "abc"));
}

}  // namespace
}  // namespace godwit::test
