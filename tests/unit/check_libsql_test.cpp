// SPDX-License-Identifier: BSL-1.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "check/check.h"
#include "support/embedded_files.h"

namespace godwit::check {
namespace {

using test::EmbeddedFiles;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using Files = std::vector<std::pair<std::string, std::string>>;

const std::string libsql = "-- godwit: requires libsql\n";
const std::string person = "CREATE TABLE person (name TEXT);";
const std::string alters =
    "ALTER TABLE person ALTER COLUMN name TO name TEXT NOT NULL;";

std::vector<Finding> findings(const Files& files) {
  return check(EmbeddedFiles(Dialect::sqlite, files).set(),
               {.lint = LintOptions{.disabled = {"missing-down"}}})
      .value()
      .findings;
}

// "file:line:column severity: message" of each.
std::vector<std::string> told(const Files& files) {
  std::vector<std::string> result;
  for (const Finding& finding : findings(files)) {
    const SourceLocation& place = finding.what.location;
    result.push_back(
        place.file.substr(place.file.rfind('/') + 1) + ":" +
        std::to_string(place.line) + ":" + std::to_string(place.column) + " " +
        std::string(to_string(finding.severity)) + ": " + finding.what.message);
  }
  return result;
}

TEST(CheckForLibsql, SaysWhatItHasNotRun) {
  EXPECT_THAT(told({{"1_a.sql", person},
                    {"2_b.sql", "-- two\n" + libsql + alters},
                    {"3_c.sql", "SELECT what FROM nowhere;"}}),
              ElementsAre("2_b.sql:2:1 note: 2_b requires a libSQL server, so "
                          "it and what comes after it was not run here"));
}

TEST(CheckForLibsql, RunsWhatComesBefore) {
  const auto all = told({{"1_a.sql", person},
                         {"2_b.sql", "INSERT INTO persn VALUES ('a');"},
                         {"3_c.sql", libsql + alters}});
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[1], "2_b.sql:1:1 error: no such table: persn");
}

TEST(CheckForLibsql, FindsInSuchASetWhatServersRefuse) {
  EXPECT_THAT(told({{"1_a.sql", person + "\n  PRAGMA cache_size = 100;"},
                    {"2_b.sql", libsql + "CREATE TEMP TABLE t (a);"}}),
              ::testing::IsSupersetOf(
                  {"1_a.sql:2:3 error: libSQL servers refuse PRAGMA cache_size",
                   "2_b.sql:2:1 error: libSQL servers refuse CREATE TEMP"}));
}

TEST(CheckForLibsql, LeavesOtherSetsToSqlite) {
  EXPECT_THAT(told({{"1_a.sql", person + "CREATE TEMP TABLE t (a);"}}),
              IsEmpty());
}

TEST(CheckForLibsql, SaysHowToMarkWhatOnlyLibsqlHas) {
  const auto found =
      findings({{"1_a.sql", person}, {"2_b.sql", "SELECT 1; " + alters}});
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].severity, Severity::error);
  EXPECT_THAT(found[0].what.hint, HasSubstr("-- godwit: requires libsql"));
}

TEST(CheckForLibsql, TakesAWayDownForItself) {
  EXPECT_THAT(told({{"1_a.sql", person},
                    {"2_b.sql", "-- migrate:up\n" + libsql + alters +
                                    "\n-- migrate:down\nSELEC 1;"}}),
              ElementsAre("2_b.sql:5:1 error: near \"SELEC\": syntax error"));
}

TEST(CheckForLibsql, RunsNothingBehindASetThatRequiresIt) {
  const EmbeddedFiles first(Dialect::sqlite,
                            Files{{"1_a.sql", libsql + alters}});
  const EmbeddedFiles second(Dialect::sqlite,
                             Files{{"1_b.sql", "SELECT a FROM person;"}});
  const auto checked = check(second.set(), {.before = {first.set()}}).value();
  ASSERT_FALSE(checked.findings.empty());
  EXPECT_EQ(checked.findings[0].severity, Severity::note);
  EXPECT_THAT(checked.findings[0].what.message,
              HasSubstr("needs a libSQL server"));
}

}  // namespace
}  // namespace godwit::check
