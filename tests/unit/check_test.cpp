// SPDX-License-Identifier: BSL-1.0
#include "check/check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "support/embedded_files.h"
#include "tool/postgresql_parser.h"

namespace godwit::check {
namespace {

using test::EmbeddedFiles;
using testing::ElementsAre;
using testing::IsEmpty;

using Files = std::vector<std::pair<std::string, std::string>>;

Checked checked(const EmbeddedFiles& files, const std::string& since) {
  LintOptions options;
  if (!since.empty()) options.since = Version::parse(since).value();
  return check(files.set(),
               {.level = Level::syntax,
                .postgresql_parser = {.errors = tool::postgresql_syntax_errors,
                                      .version = tool::postgresql_grammar()},
                .lint = options})
      .value();
}

std::vector<Finding> findings(const Files& files,
                              const std::string& since = "") {
  return checked(EmbeddedFiles(Dialect::postgresql, files), since).findings;
}

bool finds_past(const Files& files, const std::string& since = "") {
  return checked(EmbeddedFiles(Dialect::postgresql, files), since).finds_past;
}

// "file:line severity" of each.
std::vector<std::string> places(const Files& files,
                                const std::string& since = "") {
  std::vector<std::string> result;
  for (const Finding& finding : findings(files, since)) {
    const std::string& file = finding.what.location.file;
    result.push_back(file.substr(file.rfind('/') + 1) + ":" +
                     std::to_string(finding.what.location.line) + " " +
                     std::string(to_string(finding.severity)));
  }
  return result;
}

// A version that no libpg_query has.
const std::string newer = "-- godwit: requires postgresql >= 99\n";
const std::string unknown = "ALTER TABLE a LEARN NEW TRICKS;\n";

TEST(Check, LetsNoOlderGrammarJudgeAScript) {
  EXPECT_THAT(places({{"1_a.sql", unknown}}), ElementsAre("1_a.sql:1 error"));
  EXPECT_THAT(places({{"1_a.sql", newer + unknown}}), IsEmpty());
  EXPECT_THAT(
      places({{"1_a.sql", "-- godwit: requires postgresql >= 9\n" + unknown}}),
      ElementsAre("1_a.sql:2 error"));
}

TEST(Check, AsksTheGrammarOfEachHalfByItself) {
  EXPECT_THAT(places({{"1_a.sql", "-- migrate:up\n" + newer + unknown +
                                      "-- migrate:down\n" + unknown}}),
              ElementsAre("1_a.sql:5 error"));
}

TEST(Check, LeavesWaysUpAloneThatDatabasesHave) {
  const std::string both = "-- migrate:up\nSELEC 1;\n-- migrate:down\nDRP b;\n";
  const Files files = {
      {"1_a.sql", both}, {"2_b.sql", "SELEC 2;"}, {"3_c.sql", "SELEC 3;"}};

  EXPECT_THAT(places(files), ElementsAre("1_a.sql:2 error", "1_a.sql:4 error",
                                         "2_b.sql:1 error", "3_c.sql:1 error"));
  EXPECT_THAT(places(files, "2"),
              ElementsAre("1_a.sql:4 error", "3_c.sql:1 error"));
}

TEST(Check, KnowsWhetherThePastIsAmongWhatItFinds) {
  const Files old = {{"1_a.sql", "DROP TABLE a;"},
                     {"2_b.sql", "DROP TABLE b;"},
                     {"3_c.sql", "SELECT 1;"}};

  EXPECT_TRUE(finds_past(old));
  EXPECT_FALSE(finds_past(old, "1"));
  // The newest may still be changed.
  EXPECT_FALSE(
      finds_past({{"1_a.sql", "SELECT 1;"}, {"2_b.sql", "DROP TABLE b;"}}));
}

TEST(Check, KnowsItAlsoWhereThePastDoesNotParse) {
  EXPECT_TRUE(finds_past({{"1_a.sql", unknown}, {"2_b.sql", unknown}}));
  // A way down can be mended whoever has it.
  EXPECT_FALSE(
      finds_past({{"1_a.sql", "-- migrate:up\n-- migrate:down\n" + unknown},
                  {"2_b.sql", "SELECT 1;"}}));
}

}  // namespace
}  // namespace godwit::check
