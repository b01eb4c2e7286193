// SPDX-License-Identifier: BSL-1.0
#include "check/lint.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "lint_set.h"

namespace godwit::check {
namespace {

using test::lint_files;
using test::ReadFiles;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr Dialect postgresql = Dialect::postgresql;

const std::string create = "CREATE TABLE person (id bigint);\n";
const std::string index_it = "CREATE INDEX person_id ON person (id);\n";

TEST(Lint, KnowsTablesThatTheSameMigrationMakes) {
  EXPECT_THAT(lint_files(postgresql, {{"0001_a.sql", create + index_it}}),
              IsEmpty());
  EXPECT_THAT(lint_files(postgresql,
                         {{"0001_a.sql", create}, {"0002_b.sql", index_it}}),
              ElementsAre("0002_b.sql:1: create-index"));
}

TEST(Lint, TakesAllAfterTheNewestReleaseForOneRun) {
  const std::vector<test::EmbeddedFiles::File> files = {
      {"0001_a.sql", create},
      {"0002_b.sql", "CREATE TABLE pet (id bigint);\n"},
      {"0003_c.sql",
       "CREATE INDEX ON pet (id);\nCREATE INDEX ON person (id);\n"}};
  LintOptions options;
  options.since = Version::parse("1").value();
  EXPECT_THAT(lint_files(postgresql, files, options),
              ElementsAre("0003_c.sql:2: create-index"));
}

TEST(Lint, SaysNothingOfReleasedMigrations) {
  LintOptions options;
  options.since = Version::parse("2").value();
  EXPECT_THAT(
      lint_files(postgresql,
                 {{"0001_a.sql", create}, {"0002_b.sql", "DROP TABLE x;\n"}},
                 options),
      IsEmpty());
}

TEST(Lint, TakesATableThatNoMigrationMakesForAnOldOne) {
  EXPECT_THAT(lint_files(postgresql, {{"0001_a.sql", index_it}}),
              ElementsAre("0001_a.sql:1: create-index"));
}

TEST(Lint, FindingsSayWhereWhatAndWhatToDo) {
  const ReadFiles read(postgresql, {{"0001_a.sql", create},
                                    {"0002_b.sql", "SELECT 1;\n" + index_it}});
  const auto findings = lint(read.set(), {});
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].severity, Severity::warning);
  EXPECT_EQ(to_string(findings[0].what),
            "migrations/0002_b.sql:2:1: error: CREATE INDEX reads the whole "
            "table \"person\" while writes wait (SHARE lock)\n"
            "  2 | CREATE INDEX person_id ON person (id);\n"
            "    | ^\n"
            "hint: write CREATE INDEX CONCURRENTLY in a migration of its own "
            "marked -- godwit: no-transaction");
}

TEST(Lint, PointsToThePartOfAnAlterTable) {
  const ReadFiles read(
      postgresql,
      {{"0001_a.sql", "ALTER TABLE person ADD a int,\n  DROP COLUMN b;\n"}});
  const auto findings = lint(read.set(), {});
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].what.location.line, 2u);
  EXPECT_EQ(findings[0].what.location.column, 3u);
}

TEST(Lint, AllowsARuleForTheStatementThatFollows) {
  EXPECT_THAT(lint_files(postgresql,
                         {{"0001_a.sql",
                           "SELECT 1;\n"
                           "-- godwit: allow drop-table nobody has rows yet\n"
                           "DROP TABLE a;\n"
                           "DROP TABLE b;\n"}}),
              ElementsAre("0001_a.sql:4: drop-table"));
}

TEST(Lint, AllowsARuleForTheStatementOnTheSameLine) {
  EXPECT_THAT(lint_files(postgresql,
                         {{"0001_a.sql",
                           "DROP TABLE a; -- godwit: allow drop-table empty\n"
                           "DROP TABLE b;\n"}}),
              ElementsAre("0001_a.sql:2: drop-table"));
}

TEST(Lint, AllowsARuleForTheHalfAtItsHead) {
  EXPECT_THAT(lint_files(postgresql,
                         {{"0001_a.sql",
                           "-- godwit: allow drop-table nobody has rows yet\n"
                           "DROP TABLE a;\n"
                           "DROP TABLE b;\n"}}),
              IsEmpty());
  EXPECT_THAT(lint_files(postgresql,
                         {{"0001_a.sql",
                           "-- godwit: allow drop-table nobody has rows yet\n"
                           "-- migrate:up\n"
                           "DROP TABLE a;\n"}}),
              IsEmpty());
}

// Each is as true as the others, so none of them allows nothing.
TEST(Lint, TakesAllOfSeveralThatAllowTheSame) {
  EXPECT_THAT(
      lint_files(postgresql, {{"0001_a.sql",
                               "-- godwit: allow drop-table the old ones\n"
                               "DROP TABLE a;\n"
                               "-- godwit: allow drop-table in the block\n"
                               "DO $$ BEGIN\n"
                               "  DROP TABLE b; -- godwit: allow drop-table b\n"
                               "  SELECT 1;\n"
                               "  DROP TABLE c; -- godwit: allow drop-table c\n"
                               "END $$;\n"
                               "DROP TABLE d; -- godwit: allow drop-table d\n"
                               "SELECT 2; -- godwit: allow drop-table e\n"
                               "-- godwit: allow drop-table at the end\n"}}),
      ElementsAre("0001_a.sql:10: unused-allow",
                  "0001_a.sql:11: unused-allow"));
}

TEST(Lint, ReportsAnAllowThatAllowsNothing) {
  EXPECT_THAT(
      lint_files(postgresql, {{"0001_a.sql",
                               "SELECT 1;\n"
                               "-- godwit: allow drop-table no longer here\n"
                               "SELECT 2;\n"}}),
      ElementsAre("0001_a.sql:2: unused-allow"));
}

TEST(Lint, ReportsNamesThatAreNoRules) {
  const ReadFiles read(
      postgresql,
      {{"0001_a.sql", "-- godwit: allow drop-tabel why not\nSELECT 1;\n"}});
  LintOptions options;
  options.disabled = {"drop-colum"};
  const auto findings = lint(read.set(), options);
  ASSERT_EQ(findings.size(), 2u);
  EXPECT_EQ(to_string(findings[0].what),
            "error: \"drop-colum\" is not a lint rule\n"
            "hint: did you mean 'drop-column'?");
  EXPECT_EQ(to_string(findings[1].what),
            "migrations/0001_a.sql:1:1: error: \"drop-tabel\" is not a lint "
            "rule\n"
            "  1 | -- godwit: allow drop-tabel why not\n"
            "    | ^\n"
            "hint: did you mean 'drop-table'?");
  EXPECT_EQ(findings[1].severity, Severity::error);
}

TEST(Lint, ErrorsAreErrorsAndDisabledRulesAreSilent) {
  const ReadFiles read(postgresql, {{"0001_a.sql",
                                     "DROP TABLE a;\n"
                                     "ALTER TABLE b DROP COLUMN c;\n"}});
  LintOptions options;
  options.errors = {"drop-table"};
  options.disabled = {"drop-column"};
  const auto findings = lint(read.set(), options);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].severity, Severity::error);
}

TEST(Lint, RulesThatAreOffCanBeSwitchedOn) {
  const std::vector<test::EmbeddedFiles::File> files = {
      {"0001_a.sql", "CREATE TABLE a (b integer);\n"}};
  LintOptions options;
  EXPECT_THAT(lint_files(postgresql, files, options), IsEmpty());
  options.enabled = {"prefer-bigint"};
  EXPECT_THAT(lint_files(postgresql, files, options),
              ElementsAre("0001_a.sql:1: prefer-bigint"));
}

TEST(Lint, SaysNothingOfWhatItCannotRead) {
  EXPECT_THAT(
      lint_files(postgresql,
                 {{"0001_a.sql",
                   "ALTER TABLE; DROP; CREATE INDEX; ALTER TABLE a ADD;\n"
                   "ALTER TABLE a ALTER; ALTER TABLE a RENAME b; DROP TABLE;\n"
                   "SET; RESET; TRUNCATE; UPDATE; DELETE FROM; ALTER DOMAIN;\n"
                   "ALTER TYPE a ADD VALUE; CREATE TABLE; REFRESH;\n"
                   "SELECT set_config('a'); DO; DO 'a' 'b'; DO $$ IF END $$;\n"
                   "DO $$ BEGIN EXECUTE; FOR; << BEGIN DROP TABLE a;$$;\n"
                   "CREATE TABLE a (;\n"}}),
      IsEmpty());
}

TEST(Lint, RulesAreSortedAndNamedOnce) {
  const auto rules = lint_rules();
  const auto out_of_order = std::adjacent_find(
      rules.begin(), rules.end(),
      [](const RuleInfo& a, const RuleInfo& b) { return a.name >= b.name; });
  EXPECT_EQ(out_of_order, rules.end());
}

// "### drop-table" and below it "*all databases, warning.* …".
std::vector<std::string> documented() {
  std::ifstream file(GODWIT_LINT_DOCUMENT);
  std::vector<std::string> found;
  std::string name;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("### ")) name = line.substr(4);
    if (line.starts_with("*") && !name.empty()) {
      found.push_back(name + " " + line.substr(0, line.find(".*") + 2));
      name.clear();
    }
  }
  return found;
}

// "PostgreSQL, warning"
std::string kind_of(const RuleInfo& rule) {
  std::string where = "all databases";
  if (rule.dialect == Dialect::postgresql) where = "PostgreSQL";
  if (rule.dialect == Dialect::sqlite) where = "SQLite";
  return where + ", " + std::string(to_string(rule.level));
}

std::string described(const RuleInfo& rule) {
  return std::string(rule.name) + " *" + kind_of(rule) + ".*";
}

TEST(Lint, TheManualHasEveryRuleWithItsLevel) {
  std::vector<std::string> expected;
  for (const RuleInfo& rule : lint_rules()) expected.push_back(described(rule));
  EXPECT_THAT(documented(), testing::UnorderedElementsAreArray(expected));
}

// A line of its table, down to what the rule reports.
std::string row_of(const RuleInfo& rule) {
  const std::string name(rule.name);
  return "| [" + name + "](#" + name + ") | " + kind_of(rule) + " | ";
}

TEST(Lint, TheManualBeginsWithATableOfAllRules) {
  std::ifstream file(GODWIT_LINT_DOCUMENT);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  std::vector<std::string> missing;
  for (const RuleInfo& rule : lint_rules()) {
    const std::string row = row_of(rule);
    if (text.find("\n" + row) == text.npos) missing.push_back(row);
  }
  EXPECT_THAT(missing, IsEmpty());
}

// What stands behind "-- reported" or "-- instead", up to the other or the end
// of the block.
std::string example(std::string_view rule, std::string_view mark) {
  std::ifstream file(GODWIT_LINT_DOCUMENT);
  std::string text;
  bool in_rule = false;
  bool in_example = false;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("### ")) in_rule = line.substr(4) == rule;
    if (line == "-- instead" || line == "```") in_example = false;
    if (in_rule && in_example) text += line + "\n";
    if (line == mark) in_example = true;
  }
  return text;
}

// What the examples of the manual change.
std::string example_schema(Dialect dialect) {
  if (dialect == postgresql) {
    return "-- migrate:up\nSELECT 1;\n-- migrate:down\nSELECT 2;\n";
  }
  return "CREATE TABLE person (id INTEGER PRIMARY KEY, name, age);\n"
         "CREATE INDEX person_name ON person (name);\n"
         "CREATE VIEW adult AS SELECT * FROM person WHERE age >= 18;\n"
         "CREATE TABLE pet (owner REFERENCES person (id));\n"
         "CREATE TABLE new_person (id INTEGER PRIMARY KEY, name TEXT);\n";
}

// A text with lines like "-- 0007" is that of several migrations.
std::vector<test::EmbeddedFiles::File> files_of(Dialect dialect,
                                                const std::string& text) {
  std::vector<test::EmbeddedFiles::File> files = {
      {"0001_a.sql", example_schema(dialect)}, {"0002_b.sql", ""}};
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("-- 00")) {
      files.push_back({line.substr(3, 4) + "_c.sql", ""});
    }
    files.back().second += line + "\n";
  }
  return files;
}

std::string found_in_example(const RuleInfo& rule, const std::string& text,
                             LintOptions options = {}) {
  const Dialect dialect = rule.dialect.value_or(postgresql);
  options.enabled = {std::string(rule.name)};
  std::string found;
  for (const auto& line :
       lint_files(dialect, files_of(dialect, text), options)) {
    if (!line.starts_with("0001")) found += line + "\n";
  }
  return found;
}

TEST(Lint, ReportsTheExamplesOfTheManual) {
  for (const RuleInfo& rule : lint_rules()) {
    const std::string text = example(rule.name, "-- reported");
    ASSERT_FALSE(text.empty()) << rule.name;
    // Some are about old servers.
    EXPECT_THAT(found_in_example(rule, text, {.server_version = 10}),
                HasSubstr(": " + std::string(rule.name) + "\n"))
        << text;
  }
}

TEST(Lint, DoesNotReportWhatTheManualHasInstead) {
  for (const RuleInfo& rule : lint_rules()) {
    const std::string text = example(rule.name, "-- instead");
    EXPECT_THAT(found_in_example(rule, text),
                testing::Not(HasSubstr(": " + std::string(rule.name) + "\n")))
        << text;
  }
}

}  // namespace
}  // namespace godwit::check
