// SPDX-License-Identifier: BSL-1.0
//
// What is dropped and kept, on SQLite.
#include <gmock/gmock.h>

#include "generate/project.h"

namespace godwit::test {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr const char* side_tables =
    "SELECT name FROM sqlite_master WHERE name LIKE 'godwit_kept_%' "
    "AND type = 'table' ORDER BY 1";

TEST(KeepSqlite, GivesTheValuesOfAColumnBack) {
  Project project(
      "CREATE TABLE person (id INTEGER PRIMARY KEY, nick TEXT);\n"
      "INSERT INTO person VALUES (1, 'kai'), (2, NULL), (7, 'jo');");

  const auto generated = project.generate(
      "-- godwit: keep person.nick\n"
      "CREATE TABLE person (id INTEGER PRIMARY KEY);");

  ASSERT_TRUE(generated.ok()) << to_string(generated.error());
  EXPECT_THAT(text_of(*generated),
              HasSubstr("-- godwit: allow drop-column kept in "
                        "godwit_kept_person_nick\n"));
  EXPECT_THAT(text_of(*generated), HasSubstr("rows kept in 1 table."));
  EXPECT_EQ(generated->files.front().name, "0002_drop_nick_from_person.sql");
  ASSERT_TRUE(project.up().ok());
  EXPECT_EQ(project.ask("SELECT id || nick FROM godwit_kept_person_nick"),
            "1kai,7jo");
  ASSERT_TRUE(project.down().ok());
  EXPECT_EQ(project.ask("SELECT id || coalesce(nick, '-') FROM person"),
            "1kai,2-,7jo");
  EXPECT_EQ(project.ask(side_tables), "");
}

TEST(KeepSqlite, GivesTheRowsOfATableBack) {
  Project project(
      "CREATE TABLE old (a TEXT, b INTEGER, c INTEGER AS (b + 1));\n"
      "CREATE TRIGGER doubles AFTER INSERT ON old BEGIN\n"
      "  INSERT INTO old VALUES ('again', new.b + 1); END;\n"
      "INSERT INTO old VALUES ('x', 1);");

  const auto generated = project.generate("-- godwit: keep old\n");

  ASSERT_TRUE(generated.ok()) << to_string(generated.error());
  EXPECT_THAT(text_of(*generated),
              HasSubstr("-- godwit: allow drop-table kept in "
                        "godwit_kept_old\n"));
  ASSERT_TRUE(project.up().ok());
  EXPECT_EQ(project.ask(side_tables), "godwit_kept_old");
  ASSERT_TRUE(project.down().ok());
  EXPECT_EQ(project.ask("SELECT a || b || c FROM old ORDER BY b"),
            "x12,again23");
  EXPECT_EQ(project.ask(side_tables), "");
}

TEST(KeepSqlite, TellsWhatWasNullFromWhatHadTheDefault) {
  Project project(
      "CREATE TABLE t (id TEXT PRIMARY KEY COLLATE NOCASE,"
      " score INTEGER DEFAULT 3, age INTEGER NOT NULL DEFAULT 7);\n"
      "INSERT INTO t VALUES ('a', NULL, 8), ('B', 3, 7), ('c', 5, 9);");

  const auto generated = project.generate(
      "-- godwit: keep t.score\n-- godwit: keep t.age\n"
      "CREATE TABLE t (id TEXT PRIMARY KEY COLLATE NOCASE);");

  ASSERT_TRUE(generated.ok()) << to_string(generated.error());
  ASSERT_TRUE(project.up().ok());
  project.ask("INSERT INTO t VALUES ('new')");
  project.ask("DELETE FROM t WHERE id = 'c'");
  ASSERT_TRUE(project.down().ok());
  EXPECT_EQ(project.ask("SELECT id || ':' || coalesce(score, '-') || ':' || age"
                        " FROM t ORDER BY id"),
            "a:-:8,B:3:7,new:3:7");
}

TEST(KeepSqlite, FillsWhatIsRequiredAgain) {
  Project project(
      "CREATE TABLE t (a INTEGER, b TEXT, mail TEXT NOT NULL UNIQUE,"
      " PRIMARY KEY (a, b)) WITHOUT ROWID;\n"
      "INSERT INTO t VALUES (1, 'x', 'kai'), (1, 'y', 'jo');");

  const auto generated = project.generate(
      "-- godwit: keep t.mail\n"
      "CREATE TABLE t (a INTEGER, b TEXT, PRIMARY KEY (a, b)) WITHOUT ROWID;");

  ASSERT_TRUE(generated.ok()) << to_string(generated.error());
  ASSERT_TRUE(project.up().ok());
  ASSERT_TRUE(project.down().ok());
  EXPECT_EQ(project.ask("SELECT mail FROM t ORDER BY b"), "kai,jo");
}

TEST(KeepSqlite, FollowsNewNames) {
  Project project(
      "CREATE TABLE person (id INTEGER PRIMARY KEY, nick TEXT);\n"
      "INSERT INTO person VALUES (1, 'kai');");

  const auto generated = project.generate(
      "-- godwit: keep person.nick\n"
      "CREATE TABLE people ( -- godwit: renamed from person\n"
      "  number INTEGER PRIMARY KEY -- godwit: renamed from id\n);");

  ASSERT_TRUE(generated.ok()) << to_string(generated.error());
  ASSERT_TRUE(project.up().ok());
  ASSERT_TRUE(project.down().ok());
  EXPECT_EQ(project.ask("SELECT id || nick FROM person"), "1kai");
}

TEST(KeepSqlite, IsUndoneAlsoOnceItWasForgotten) {
  Project project(
      "CREATE TABLE person (id INTEGER PRIMARY KEY, nick TEXT);\n"
      "CREATE TABLE old (a TEXT);\n"
      "INSERT INTO person VALUES (1, 'kai'); INSERT INTO old VALUES ('x');");
  ASSERT_TRUE(project
                  .generate("-- godwit: keep person.nick\n-- godwit: keep old\n"
                            "CREATE TABLE person (id INTEGER PRIMARY KEY);")
                  .ok());
  ASSERT_TRUE(project.up().ok());
  project.ask("DROP TABLE godwit_kept_person_nick");
  project.ask("DROP TABLE godwit_kept_old");

  ASSERT_TRUE(project.down().ok());

  EXPECT_EQ(project.ask("SELECT count(*) || count(nick) FROM person"), "10");
  EXPECT_EQ(project.ask("SELECT count(*) FROM old"), "0");
}

TEST(KeepSqlite, IsNoDifference) {
  const std::string schema =
      "-- godwit: keep person.nick\n"
      "CREATE TABLE person (id INTEGER PRIMARY KEY);";
  Project project("CREATE TABLE person (id INTEGER PRIMARY KEY, nick TEXT);");
  ASSERT_TRUE(project.generate(schema).ok());

  const auto again = project.generate(schema);

  ASSERT_TRUE(again.ok()) << to_string(again.error());
  EXPECT_THAT(again->plan.steps, IsEmpty());
}

TEST(KeepSqlite, TakesAnotherNameWhereSomethingIsKeptAlready) {
  Project project("CREATE TABLE person (id INTEGER PRIMARY KEY, nick TEXT);");
  const std::string without =
      "-- godwit: keep person.nick\n"
      "CREATE TABLE person (id INTEGER PRIMARY KEY);";
  ASSERT_TRUE(project.generate(without).ok());
  ASSERT_TRUE(
      project
          .generate("CREATE TABLE person (id INTEGER PRIMARY KEY, nick TEXT);")
          .ok());

  const auto again = project.generate(without);

  ASSERT_TRUE(again.ok()) << to_string(again.error());
  EXPECT_THAT(text_of(*again), HasSubstr("godwit_kept_person_nick_2"));
  EXPECT_TRUE(project.up().ok());
  EXPECT_EQ(project.ask(side_tables),
            "godwit_kept_person_nick,godwit_kept_person_nick_2");
}

TEST(KeepSqlite, TakesNoSchemaThatDeclaresASideTable) {
  Project project("CREATE TABLE t (a TEXT);");

  const auto generated = project.generate(
      "CREATE TABLE t (a TEXT);\nCREATE TABLE godwit_kept_t (a TEXT);");

  ASSERT_FALSE(generated.ok());
  EXPECT_THAT(generated.error().message,
              HasSubstr("a schema cannot have table godwit_kept_t"));
}

TEST(KeepSqlite, LeavesAReasonToThosePartsThatAreNot) {
  Project project("CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT);");

  const auto generated = project.generate(
      "-- godwit: keep t.a\nCREATE TABLE t (id INTEGER PRIMARY KEY);");

  ASSERT_TRUE(generated.ok()) << to_string(generated.error());
  EXPECT_THAT(text_of(*generated), HasSubstr("-- all values go of column t.b"));
  EXPECT_THAT(text_of(*generated), HasSubstr("-- godwit: allow drop-column\n"));
  EXPECT_THAT(text_of(*generated), Not(HasSubstr("down-cannot-undo")));
}

TEST(KeepSqlite, IsAnOptionToo) {
  Project project("CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);");
  project.write("schema.sql", "CREATE TABLE t (id INTEGER PRIMARY KEY);");
  const std::vector<std::string> schema = {project.path("schema.sql").string()};

  const auto wrong = project.generate_of(schema, {}, {"t.id"});
  const auto kept = project.generate_of(schema, {}, {"t.a"});

  ASSERT_FALSE(wrong.ok());
  EXPECT_EQ(wrong.error().message,
            "no column or table that is dropped is called \"t.id\"");
  ASSERT_TRUE(kept.ok()) << to_string(kept.error());
  EXPECT_THAT(kept->plan.side_tables, SizeIs(1));
}

TEST(KeepSqlite, SaysWhatCannotBeGivenBack) {
  struct Case {
    const char* before;
    const char* after;
    const char* message;
  };
  const Case cases[] = {
      {"CREATE TABLE t (a TEXT, b TEXT);", "CREATE TABLE t (a TEXT);",
       "no primary key of its table stays"},
      {"CREATE TABLE t (a TEXT UNIQUE, b TEXT);",
       "CREATE TABLE t (a TEXT UNIQUE);", "no primary key of its table stays"},
      {"CREATE TABLE t (a TEXT, b INTEGER PRIMARY KEY);",
       "CREATE TABLE t (a TEXT);", "no primary key of its table stays"},
      {"CREATE TABLE t (a INTEGER PRIMARY KEY, b INTEGER AS (a + 1));",
       "CREATE TABLE t (a INTEGER PRIMARY KEY);",
       "it is computed from other columns"},
      {"CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT);",
       "CREATE TABLE u (x TEXT);", "its table goes as well"},
  };
  for (const Case& one : cases) {
    Project project(one.before);

    const auto generated =
        project.generate(std::string("-- godwit: keep t.b\n") + one.after);

    ASSERT_FALSE(generated.ok()) << one.before;
    EXPECT_THAT(generated.error().message, HasSubstr(one.message));
    EXPECT_THAT(generated.error().message,
                HasSubstr("column t.b cannot be kept"));
  }
}

TEST(KeepSqlite, GivesBackWithoutTellingTriggers) {
  const std::string trigger =
      "CREATE TRIGGER touch AFTER UPDATE ON t BEGIN\n"
      "  UPDATE t SET seen = seen + 1 WHERE id = new.id; END;\n";
  Project project(
      "CREATE TABLE t (id INTEGER PRIMARY KEY, seen INTEGER, a TEXT);\n" +
      trigger + "INSERT INTO t VALUES (1, 1, 'x'), (2, 1, 'y');");

  const auto generated = project.generate(
      "-- godwit: keep t.a\n"
      "CREATE TABLE t (id INTEGER PRIMARY KEY, seen INTEGER);\n" +
      trigger);

  ASSERT_TRUE(generated.ok()) << to_string(generated.error());
  ASSERT_TRUE(project.up().ok());
  ASSERT_TRUE(project.down().ok());
  EXPECT_EQ(project.ask("SELECT seen || a FROM t"), "1x,1y");
  project.ask("UPDATE t SET a = 'z' WHERE id = 2");
  EXPECT_EQ(project.ask("SELECT seen || a FROM t"), "1x,2z");
}

TEST(KeepSqlite, KnowsRowsByAUniqueKey) {
  Project project(
      "CREATE TABLE t (a TEXT NOT NULL UNIQUE, b TEXT);\n"
      "INSERT INTO t VALUES ('x', 'y');");

  const auto generated = project.generate(
      "-- godwit: keep t.b\nCREATE TABLE t (a TEXT NOT NULL UNIQUE);");

  ASSERT_TRUE(generated.ok()) << to_string(generated.error());
  ASSERT_TRUE(project.up().ok());
  ASSERT_TRUE(project.down().ok());
  EXPECT_EQ(project.ask("SELECT a || b FROM t"), "xy");
}

}  // namespace
}  // namespace godwit::test
