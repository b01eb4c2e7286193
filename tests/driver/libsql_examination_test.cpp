// SPDX-License-Identifier: BSL-1.0
//
// What of a libSQL server is worth knowing before something is migrated.
#include <algorithm>
#include <chrono>

#include "base/encoded_bytes.h"
#include "driver/libsql/examination.h"
#include "driver/libsql/token.h"
#include "driver_test.h"

namespace godwit::driver {
namespace {

using ::testing::Contains;
using ::testing::Field;
using ::testing::StartsWith;

constexpr std::chrono::sys_seconds now{std::chrono::seconds(1'800'000'000)};

std::string token(const std::string& claims) {
  return base64_of(R"({"alg":"EdDSA"})") + "." + base64_of(claims) +
         ".c2lnbmF0dXJl";
}

std::string expiring(std::chrono::seconds from_now) {
  const auto time = (now + from_now).time_since_epoch().count();
  return token(R"({"a":"rw","exp":)" + std::to_string(time) + "}");
}

// "weight: what" of each.
std::vector<std::string> told(const std::string& token,
                              bool this_machine = false) {
  std::vector<std::string> found;
  for (const Observation& one :
       libsql::examine_token(token, this_machine, now)) {
    EXPECT_EQ(one.topic, "token");
    found.push_back(std::string(to_string(one.weight)) + ": " + one.what);
  }
  return found;
}

TEST(LibsqlTokenFacts, SaysWhenItExpires) {
  EXPECT_THAT(told(expiring(std::chrono::hours(24 * 30))),
              ElementsAre("ok: it expires on 2027-02-14 08:00 UTC"));
  EXPECT_THAT(told(expiring(std::chrono::hours(24))),
              ElementsAre("warning: it expires on 2027-01-16 08:00 UTC"));
  EXPECT_THAT(told(expiring(std::chrono::hours(-1))),
              ElementsAre("error: it has expired on 2027-01-15 07:00 UTC"));
  EXPECT_THAT(told(token("{}")), ElementsAre("note: it does not expire"));
}

TEST(LibsqlTokenFacts, SaysThatItMayOnlyRead) {
  EXPECT_THAT(
      told(token(R"({"a":"ro"})")),
      ElementsAre("note: it does not expire", "error: it may only read"));
}

TEST(LibsqlTokenFacts, NeedNotBeReadable) {
  for (const std::string odd : {"secret", "a.b", "a.b.c", "a.W10.c"}) {
    EXPECT_THAT(told(odd),
                ElementsAre("note: it does not say when it expires"));
  }
}

TEST(LibsqlTokenFacts, IsMissedOnOtherMachines) {
  EXPECT_THAT(told("", true), ElementsAre("ok: none"));
  EXPECT_THAT(told(""), ElementsAre(StartsWith("warning: none")));
}

// As a URL has it, "-" and "_" are the last two digits.
TEST(LibsqlTokenFacts, IsWrittenAsInUrls) {
  const std::string claims = R"({"exp":1,"x":"?>?>~~"})";
  std::string written = token(claims);
  ASSERT_NE(written.find_first_of("+/"), written.npos);
  std::replace(written.begin(), written.end(), '+', '-');
  std::replace(written.begin(), written.end(), '/', '_');
  ASSERT_TRUE(libsql::facts_of_token(written));
  EXPECT_EQ(
      libsql::facts_of_token(written)->expires->time_since_epoch().count(), 1);
}

class LibsqlExaminationTest : public DriverTest {};

TEST_F(LibsqlExaminationTest, SaysWhatAnswers) {
  const auto found = session().examine({});
  const auto is = [](const std::string& topic, const std::string& beginning) {
    return AllOf(Field(&Observation::topic, topic),
                 Field(&Observation::weight, Weight::ok),
                 Field(&Observation::what, StartsWith(beginning)));
  };
  EXPECT_THAT(found, Contains(is("server", "SQLite 3.")));
  EXPECT_THAT(found, Contains(Field(&Observation::what, HasSubstr("sqld "))));
  EXPECT_THAT(found, Contains(is("database", "")));
  EXPECT_THAT(found, Contains(is("encryption", "none, on this machine")));
  EXPECT_THAT(found, Contains(is("integrity", "quick_check is ok")));
  EXPECT_THAT(found, Contains(is("foreign-keys", "all rows point to rows")));
}

TEST_F(LibsqlExaminationTest, FindsRowsThatPointToNone) {
  execute("PRAGMA foreign_keys = OFF");
  execute("CREATE TABLE kind (id INTEGER PRIMARY KEY)");
  execute("CREATE TABLE thing (kind INTEGER REFERENCES kind)");
  execute("PRAGMA foreign_keys = OFF; INSERT INTO thing VALUES (1)");
  EXPECT_THAT(session().examine({}),
              Contains(Field(&Observation::what,
                             "1 row of thing points to no row of kind")));
}

}  // namespace
}  // namespace godwit::driver
