// SPDX-License-Identifier: BSL-1.0
#include "studio/place.h"

#include <gtest/gtest.h>

namespace godwit::test {
namespace {

bool is_here(const char* url) {
  return studio::is_this_machine(driver::DatabaseUrl::parse(url).value());
}

TEST(Place, AFileIsHereAndAServerMayBe) {
  EXPECT_TRUE(is_here("sqlite:shop.db"));
  EXPECT_TRUE(is_here("libsql://localhost:8080"));
  EXPECT_TRUE(is_here("http://127.0.0.1:8080"));
  EXPECT_FALSE(is_here("libsql://shop.example.com"));
  EXPECT_FALSE(is_here("https://localhost.example.com"));
  EXPECT_FALSE(is_here("https://127.0.0.1.example.com"));
  EXPECT_TRUE(is_here("https://127.0.0.10"));
  EXPECT_TRUE(is_here("http://[::1]:8080"));
}

TEST(Place, OnlyWhatIsElsewhereHasToBeNamed) {
  EXPECT_TRUE(studio::confirms("yes", {.name = "shop", .local = true}));
  EXPECT_TRUE(studio::confirms("shop", {.name = "shop", .local = false}));
  EXPECT_FALSE(studio::confirms("yes", {.name = "shop", .local = false}));
  EXPECT_FALSE(studio::confirms("shop2", {.name = "shop", .local = false}));
  EXPECT_FALSE(studio::confirms("", {.name = "shop", .local = false}));
}

}  // namespace
}  // namespace godwit::test
