// SPDX-License-Identifier: BSL-1.0
//
// What is dropped and kept, on PostgreSQL.
#include <gmock/gmock.h>

#include "generate/postgresql_project.h"

namespace godwit::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kept_tables =
    "SELECT relname FROM pg_class WHERE relkind = 'r' "
    "AND relname LIKE 'godwit_kept_%' ORDER BY 1";

std::string all_text(const generate::Generated& generated) {
  std::string text;
  for (const auto& file : generated.files) text += file.text;
  return text;
}

TEST(KeepPostgresql, GivesValuesOfAllTypesBack) {
  PostgresqlProject project(
      "CREATE TYPE mood AS ENUM ('sad', 'ok');\n"
      "CREATE TABLE person (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
      " feeling mood, moods mood[], mail text NOT NULL UNIQUE,"
      " score int DEFAULT 3, n serial);\n"
      "CREATE VIEW v AS SELECT id, feeling FROM person;\n"
      "INSERT INTO person (feeling, moods, mail, score) VALUES"
      " ('sad', '{ok,sad}', 'kai', 5), (NULL, NULL, 'jo', NULL);");

  const auto generated = project.generate(
      "-- godwit: keep person.feeling\n-- godwit: keep person.moods\n"
      "-- godwit: keep person.mail\n-- godwit: keep person.score\n"
      "-- godwit: keep person.n\n"
      "CREATE TABLE people ( -- godwit: renamed from person\n"
      "  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);");

  ASSERT_TRUE(project.up().ok());
  EXPECT_EQ(project.ask("SELECT count(*) FROM pg_type WHERE typname = 'mood'"),
            "0");
  ASSERT_TRUE(project.down(generated.files.size()).ok());
  EXPECT_EQ(project.ask("SELECT feeling, moods, mail, score, n FROM person"
                        " WHERE id = 1"),
            "sad,{ok,sad},kai,5,1");
  EXPECT_EQ(project.ask("SELECT mail, n FROM person WHERE feeling IS NULL"
                        " AND moods IS NULL AND score IS NULL"),
            "jo,2");
  project.execute("INSERT INTO person (mail) VALUES ('new')");
  EXPECT_EQ(project.ask("SELECT n FROM person WHERE mail = 'new'"), "3");
  EXPECT_EQ(project.ask(kept_tables), "");
}

TEST(KeepPostgresql, GivesRowsOfTablesBackThatReferToEachOther) {
  PostgresqlProject project(
      "CREATE TABLE \"Old\" (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
      " b text, c text GENERATED ALWAYS AS (b || '!') STORED);\n"
      "CREATE TABLE child (old int REFERENCES \"Old\");\n"
      "INSERT INTO \"Old\" (b) VALUES ('x'), ('y');\n"
      "INSERT INTO child VALUES (2);");

  const auto generated =
      project.generate("-- godwit: keep \"Old\"\n-- godwit: keep child\n");

  EXPECT_THAT(all_text(generated), HasSubstr("-- godwit: allow drop-table kept "
                                             "in "));
  ASSERT_TRUE(project.up().ok());
  EXPECT_EQ(project.ask(kept_tables), "godwit_kept_Old,godwit_kept_child");
  ASSERT_TRUE(project.down(generated.files.size()).ok());
  EXPECT_EQ(project.ask("SELECT c FROM \"Old\" JOIN child ON old = id"), "y!");
  project.execute("INSERT INTO \"Old\" (b) VALUES ('z')");
  EXPECT_EQ(project.ask("SELECT max(id) FROM \"Old\""), "3");
  EXPECT_EQ(project.ask(kept_tables), "");
}

TEST(KeepPostgresql, CopiesInTheTransactionOfTheDrop) {
  PostgresqlProject project(
      "CREATE TABLE t (id int PRIMARY KEY, a text, b text);\n"
      "CREATE INDEX t_a ON t (a);\n"
      "INSERT INTO t VALUES (1, 'x', 'y');");

  const auto generated = project.generate(
      "-- godwit: keep t.a\n"
      "CREATE TABLE t (id int PRIMARY KEY, b text);\n"
      "CREATE INDEX t_b ON t (b);");

  ASSERT_GT(generated.plan.steps.size(), 1u);
  for (const auto& step : generated.plan.steps) {
    bool copies = false;
    bool drops = false;
    for (const auto& one : step.up) {
      copies = copies || one.statement.starts_with("LOCK TABLE");
      drops = drops || one.statement.find("DROP COLUMN") != std::string::npos;
    }
    EXPECT_EQ(copies, drops);
  }
  ASSERT_TRUE(project.up().ok());
  EXPECT_THAT(project.lint(), IsEmpty());
  ASSERT_TRUE(project.down(generated.files.size()).ok());
  EXPECT_EQ(project.ask("SELECT a FROM t"), "x");
}

TEST(KeepPostgresql, GivesBackWithoutTellingTriggers) {
  const std::string triggers =
      "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS\n"
      "$$ BEGIN NEW.seen = NEW.seen + 1; RETURN NEW; END $$;\n"
      "CREATE TRIGGER off BEFORE UPDATE ON t FOR EACH ROW"
      " EXECUTE FUNCTION touch();\n"
      "CREATE TRIGGER touch BEFORE UPDATE ON t FOR EACH ROW"
      " EXECUTE FUNCTION touch();\n"
      "CREATE TRIGGER twice BEFORE UPDATE ON t FOR EACH ROW"
      " EXECUTE FUNCTION touch();\n"
      "ALTER TABLE t ENABLE ALWAYS TRIGGER twice;\n"
      "ALTER TABLE t DISABLE TRIGGER off;\n";
  PostgresqlProject project(
      "CREATE TABLE t (id int PRIMARY KEY, seen int, a "
      "text);\nINSERT INTO t VALUES (1, 1, 'x');\n" +
      triggers);

  const auto generated = project.generate(
      "-- godwit: keep t.a\nCREATE TABLE t (id int PRIMARY KEY, seen int);\n" +
      triggers);

  ASSERT_TRUE(project.up().ok());
  ASSERT_TRUE(project.down(generated.files.size()).ok());
  EXPECT_EQ(project.ask("SELECT seen, a FROM t"), "1,x");
  EXPECT_EQ(project.ask("SELECT string_agg(tgenabled::text, '' ORDER BY tgname)"
                        " FROM pg_trigger WHERE NOT tgisinternal"),
            "DOA");
  project.execute("UPDATE t SET a = 'y'");
  EXPECT_EQ(project.ask("SELECT seen, a FROM t"), "3,y");
}

TEST(KeepPostgresql, IsNoDifferenceAndNoPartOfASchema) {
  const std::string schema =
      "-- godwit: keep shop.t.a\n"
      "CREATE SCHEMA shop; CREATE TABLE shop.t (id int PRIMARY KEY);";
  PostgresqlProject project(
      "CREATE SCHEMA shop;"
      "CREATE TABLE shop.t (id int PRIMARY KEY, a text);");
  project.generate(schema);
  ASSERT_TRUE(project.up().ok());
  EXPECT_EQ(project.ask(kept_tables), "godwit_kept_t_a");

  const auto again = project.generate(schema);

  EXPECT_THAT(again.plan.steps, IsEmpty());
}

TEST(KeepPostgresql, StaysWhereATableMovesAwayFrom) {
  PostgresqlProject project(
      "CREATE SCHEMA app; CREATE SCHEMA shop;\n"
      "CREATE TABLE app.t (id int PRIMARY KEY, a text);\n"
      "INSERT INTO app.t VALUES (1, 'x');");

  const auto generated = project.generate(
      "-- godwit: keep app.t.a\nCREATE SCHEMA app; CREATE SCHEMA shop;\n"
      "CREATE TABLE shop.t ( -- godwit: renamed from app.t\n"
      "  id int PRIMARY KEY);");

  ASSERT_TRUE(project.up().ok());
  EXPECT_EQ(project.ask("SELECT a FROM app.godwit_kept_t_a"), "x");
  ASSERT_TRUE(project.down(generated.files.size()).ok());
  EXPECT_EQ(project.ask("SELECT a FROM app.t"), "x");
  EXPECT_EQ(project.ask(kept_tables), "");
}

TEST(KeepPostgresql, GoesAlongWithARenamedSchema) {
  PostgresqlProject project(
      "CREATE SCHEMA app;\n"
      "CREATE TABLE app.t (id int PRIMARY KEY, a text);\n"
      "CREATE TABLE app.old (b text);\n"
      "INSERT INTO app.t VALUES (1, 'x'); INSERT INTO app.old VALUES ('y');");

  const auto generated = project.generate(
      "-- godwit: keep app.t.a\n-- godwit: keep app.old\n"
      "CREATE SCHEMA shop; -- godwit: renamed from app\n"
      "CREATE TABLE shop.t (id int PRIMARY KEY);");

  ASSERT_TRUE(project.up().ok());
  EXPECT_EQ(project.ask("SELECT a FROM shop.godwit_kept_t_a"), "x");
  ASSERT_TRUE(project.down(generated.files.size()).ok());
  EXPECT_EQ(project.ask("SELECT a, b FROM app.t, app.old"), "x,y");
}

TEST(KeepPostgresql, IsUndoneAlsoOnceItWasForgotten) {
  PostgresqlProject project(
      "CREATE TABLE t (id int PRIMARY KEY, a text);"
      "INSERT INTO t VALUES (1, 'x');");
  const auto generated = project.generate(
      "-- godwit: keep t.a\nCREATE TABLE t (id int PRIMARY KEY);");
  ASSERT_TRUE(project.up().ok());
  project.execute("DROP TABLE godwit_kept_t_a");

  ASSERT_TRUE(project.down(generated.files.size()).ok());

  EXPECT_EQ(project.ask("SELECT count(*), count(a) FROM t"), "1,0");
}

TEST(KeepPostgresql, KeepsNamesShort) {
  const std::string longest(63, 'n');
  PostgresqlProject project("CREATE TABLE t (id int PRIMARY KEY, " + longest +
                            "1 text, " + longest.substr(1) + "2 text);");

  project.generate("-- godwit: keep t." + longest + "\n-- godwit: keep t." +
                   longest.substr(1) +
                   "2\nCREATE TABLE t (id int PRIMARY KEY);");

  ASSERT_TRUE(project.up().ok());
  const std::string cut = "godwit_kept_t_" + std::string(45, 'n');
  EXPECT_EQ(project.ask(kept_tables), cut + "," + cut + "_2");
}

TEST(KeepPostgresql, SaysWhatCannotBeGivenBack) {
  struct Case {
    const char* keep;
    const char* before;
    const char* after;
    const char* message;
  };
  const Case cases[] = {
      {"t.b", "CREATE TABLE t (a int, b int);", "CREATE TABLE t (a int);",
       "no primary key of its table stays"},
      {"t.b",
       "CREATE TABLE t (a int PRIMARY KEY, b int GENERATED ALWAYS AS "
       "IDENTITY);",
       "CREATE TABLE t (a int PRIMARY KEY);", "it numbers itself"},
      {"shop.t", "CREATE SCHEMA shop; CREATE TABLE shop.t (a int);",
       "CREATE TABLE u (a int);", "its schema goes as well"},
      {"t",
       "CREATE TABLE t (a int) PARTITION BY LIST (a);"
       "CREATE TABLE t1 PARTITION OF t FOR VALUES IN (1);",
       "CREATE TABLE u (a int);", "its rows are in several tables"},
      {"t.b",
       "CREATE TABLE t (a int PRIMARY KEY, b int);"
       "CREATE TABLE u () INHERITS (t);",
       "CREATE TABLE t (a int PRIMARY KEY); CREATE TABLE u () INHERITS (t);",
       "other tables inherit it"},
  };
  for (const Case& one : cases) {
    PostgresqlProject project(one.before);

    const auto generated = project.plan(one.after, {.keeps = {one.keep}});

    ASSERT_FALSE(generated.ok()) << one.before;
    EXPECT_THAT(generated.error().message, HasSubstr(one.message));
  }
}

TEST(KeepPostgresql, HoldsBesideWhatProgramsUseTogether) {
  PostgresqlProject project(
      "CREATE TABLE t (id int PRIMARY KEY, login text, nick text);"
      "INSERT INTO t VALUES (1, 'kai', 'k');");

  const auto generated = project.plan(
      "-- godwit: keep t.nick\n"
      "CREATE TABLE t (id int PRIMARY KEY,\n"
      "  name text -- godwit: renamed from login\n);",
      {.zero_downtime = true});

  ASSERT_TRUE(generated.ok()) << to_string(generated.error());
  ASSERT_TRUE(project.up().ok());
  EXPECT_EQ(project.ask("SELECT nick FROM godwit_kept_t_nick"), "k");
  ASSERT_TRUE(project.down(generated->files.size()).ok());
  EXPECT_EQ(project.ask("SELECT login, nick FROM t"), "kai,k");
}

}  // namespace
}  // namespace godwit::test
