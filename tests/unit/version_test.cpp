// SPDX-License-Identifier: BSL-1.0
#include <godwit/version.h>
#include <gtest/gtest.h>

namespace godwit {
namespace {

Version version(std::string_view text) { return Version::parse(text).value(); }

TEST(Version, TakesGroupsOfDigits) {
  for (const char* text : {"7", "0007", "20240131120000", "13.1", "2024-01-31",
                           "1.2-3", "99999999999999999999"}) {
    EXPECT_EQ(version(text).text(), text);
  }
}

TEST(Version, RefusesWhatIsNotANumber) {
  for (const char* text : {"", ".", "1.", ".1", "1..2", "1.-2", "v1", "1a",
                           "-1", "+1", " 1", "1 ", "1_2", "١"}) {
    const auto result = Version::parse(text);
    ASSERT_FALSE(result.ok()) << text;
    EXPECT_EQ(result.error().code, ErrorCode::invalid_argument);
  }
}

TEST(Version, SaysWhatAVersionIs) {
  const Error error = Version::parse("first").error();
  EXPECT_EQ(error.message, "\"first\" is not a version");
  EXPECT_EQ(error.hint,
            "a version is a number such as 7, 0007, 20240131120000 or 13.1");
}

TEST(Version, ComparesGroupsAsNumbers) {
  EXPECT_LT(version("9"), version("10"));
  EXPECT_LT(version("1.9"), version("1.10"));
  EXPECT_LT(version("2024-01-31"), version("2024-02-01"));
  EXPECT_LT(version("13"), version("13.1"));
  EXPECT_LT(version("13.1"), version("14"));
  EXPECT_LT(version("13.09"), version("13.10"));
  EXPECT_LT(version("13.1.2"), version("13.12"));
  EXPECT_LT(version("1.2"), version("1-3"));
  EXPECT_EQ(version("1.2"), version("1-2"));
}

TEST(Version, DoesNotCountLeadingZeros) {
  EXPECT_EQ(version("7"), version("0007"));
  EXPECT_EQ(version("0"), version("000"));
  EXPECT_EQ(version("1.01"), version("1.1"));
  EXPECT_NE(version("7").text(), version("0007").text());
}

TEST(Version, ComparesNumbersOfAnyLength) {
  EXPECT_LT(version("18446744073709551615"), version("18446744073709551616"));
  EXPECT_LT(version("99999999999999999999"),
            version("100000000000000000000000000"));
}

TEST(Version, PutsNoVersionBeforeAll) {
  EXPECT_TRUE(Version().empty());
  EXPECT_LT(Version(), version("0"));
  EXPECT_EQ(Version(), Version());
}

}  // namespace
}  // namespace godwit
