// SPDX-License-Identifier: BSL-1.0
#include "check/misread_names.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "lint_set.h"

// SQLite itself is the judge of what is a name.
namespace godwit::check {
namespace {

using test::EmbeddedFiles;
using test::ReadFiles;
using testing::ElementsAre;
using testing::IsEmpty;

const EmbeddedFiles::File person = {
    "0001_person.sql",
    "CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT);\n"};

// "line:column text" of what is found in a migration behind that one.
std::vector<std::string> found(const std::string& text) {
  const ReadFiles read(Dialect::sqlite, {person, {"0002_b.sql", text}});
  std::vector<std::string> lines = {};
  if (!read.errors().empty()) return {test::only_error(read)};
  for (const MisreadName& name : misread_names(read.set(), {})) {
    const SourceLocation at =
        locate(name.script->text, name.offset, "", name.script->first_line);
    lines.push_back(std::to_string(at.line) + ":" + std::to_string(at.column) +
                    " " + name.text);
  }
  return lines;
}

TEST(MisreadNames, AreColumnsThatAreNot) {
  EXPECT_THAT(found("UPDATE \"person\" SET \"name\" = ''\n"
                    "WHERE \"nmae\" = '';\n"),
              ElementsAre("2:7 \"nmae\""));
  EXPECT_THAT(found("SELECT 1;\nDELETE FROM person WHERE name = \"Ann\";\n"),
              ElementsAre("2:33 \"Ann\""));
}

TEST(MisreadNames, AreNotNamesOfAnything) {
  EXPECT_THAT(
      found("CREATE TABLE \"a\" (\"b c\" INT, \"d\"\"e\" TEXT);\n"
            "INSERT INTO \"a\" (\"b c\") SELECT \"x\".\"id\" AS \"y\" "
            "FROM \"person\" AS \"x\" ORDER BY \"y\";\n"
            "CREATE INDEX \"i\" ON \"a\" (\"d\"\"e\" COLLATE \"nocase\");\n"
            "ALTER TABLE \"a\" RENAME COLUMN \"b c\" TO \"f\";\n"
            "PRAGMA \"user_version\" = 3;\n"
            "SELECT '\"none\"' -- \"none\"\n;\n"),
      IsEmpty());
}

TEST(MisreadNames, AreFoundInDefinitions) {
  EXPECT_THAT(found("CREATE INDEX i ON person (\"nmae\");\n"),
              ElementsAre("1:27 \"nmae\""));
  EXPECT_THAT(found("CREATE TABLE a (b TEXT CHECK (b IN ('x', \"y\")));\n"),
              ElementsAre("1:42 \"y\""));
  EXPECT_THAT(
      found("CREATE VIEW v AS SELECT \"id\", \"nmae\" FROM \"person\";\n"),
      ElementsAre("1:31 \"nmae\""));
  EXPECT_THAT(found("CREATE TRIGGER t AFTER UPDATE OF name ON person BEGIN\n"
                    "  DELETE FROM \"person\" WHERE \"nmae\" = NEW.\"name\";\n"
                    "END;\n"),
              ElementsAre("2:30 \"nmae\""));
}

TEST(MisreadNames, AreFoundInBothHalves) {
  EXPECT_THAT(found("-- migrate:up\nCREATE TABLE a (b INT);\n"
                    "-- migrate:down\nDELETE FROM a WHERE \"c\" = 1;\n"
                    "DROP TABLE \"a\";\n"),
              ElementsAre("4:21 \"c\""));
}

TEST(MisreadNames, AreFoundOnceForEachStatement) {
  EXPECT_THAT(found("INSERT INTO person (name) VALUES (\"a\"), (\"b\");\n"
                    "INSERT INTO person (name) VALUES (\"c\");\n"),
              ElementsAre("1:35 \"a\"", "2:35 \"c\""));
}

TEST(MisreadNames, AreLookedForNoFurtherThanStatementsRun) {
  EXPECT_THAT(found("DELETE FROM person WHERE \"a\" = 1;\n"
                    "DELETE FROM nobody;\nDELETE FROM person WHERE \"a\";\n"),
              ElementsAre("1:26 \"a\""));
}

TEST(MisreadNames, OfALongStatementAreFoundSoon) {
  std::string text = "INSERT INTO \"person\" (\"name\") VALUES ('')";
  for (int i = 0; i < 20000; ++i) text += ",\n('\"')";
  for (int i = 0; i < 200; ++i)
    text += ",\n((SELECT \"name\" FROM \"person\"))";
  text += ",\n(\"late\");\n";
  EXPECT_THAT(found(text), ElementsAre("20202:2 \"late\""));
}

TEST(MisreadNames, CountThoseOfRequiredSets) {
  const EmbeddedFiles before(
      Dialect::sqlite, {{"0001_a.sql", "CREATE TABLE login (name TEXT);"}});
  const ReadFiles read(
      Dialect::sqlite,
      {{"0001_b.sql", "DELETE FROM login WHERE \"name\" = \"Ann\";"}});
  const std::vector<EmbeddedSet> sets = {before.set()};
  const auto names = misread_names(read.set(), sets);
  ASSERT_EQ(names.size(), 1u);
  EXPECT_EQ(names[0].text, "\"Ann\"");
}

TEST(MisreadNames, CanBeAllowed) {
  EXPECT_THAT(test::lint_files(
                  Dialect::sqlite,
                  {person,
                   {"0002_b.sql",
                    "SELECT 1;\n"
                    "-- godwit: allow double-quoted-string older than we are\n"
                    "DELETE FROM person WHERE name = \"none\";\n"
                    "DELETE FROM person WHERE name = \"some\";\n"}}),
              ElementsAre("0002_b.sql:4: double-quoted-string"));
}

}  // namespace
}  // namespace godwit::check
