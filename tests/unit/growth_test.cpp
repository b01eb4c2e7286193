// SPDX-License-Identifier: BSL-1.0
#include "growth.h"

#include <gtest/gtest.h>

#include "migration/script_reach.h"
#include "read_set.h"

namespace godwit {
namespace {

std::string times(int count, const std::string& text) {
  std::string all;
  for (int i = 0; i < count; ++i) all += text;
  return all;
}

TEST(Growth, OfErrorsOfStructureIsThatOfTheScript) {
  EXPECT_LT(test::growth([](int count) {
              const auto read = test::read_file(times(count, "BEGIN;\n"));
              EXPECT_EQ(read.errors().size(), static_cast<std::size_t>(count));
            }),
            test::too_much_growth);
}

TEST(Growth, OfErrorsOfReachIsThatOfTheScript) {
  EXPECT_LT(test::growth([](int count) {
              const auto read =
                  test::read_file(times(count, "SELECT pg_read_file('x');\n"));
              EXPECT_EQ(outside_errors(read.set()).size(),
                        static_cast<std::size_t>(count));
            }),
            test::too_much_growth);
}

}  // namespace
}  // namespace godwit
