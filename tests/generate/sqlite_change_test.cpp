// SPDX-License-Identifier: BSL-1.0
#include <gmock/gmock.h>

#include "generate/declared_schema.h"
#include "generate/project.h"
#include "run/live_schema.h"

namespace godwit::test {
namespace {

using testing::HasSubstr;
using testing::Not;

// Generates, applies to a database with rows, undoes and applies again.
void go_there_and_back(Project& project, const std::string& rows,
                       const std::string& schema, const std::string& question,
                       const std::string& after) {
  ASSERT_TRUE(project.up().ok());
  project.ask(rows);
  const std::string schema_before = project.ask(
      "SELECT group_concat(name) FROM (SELECT name FROM "
      "sqlite_schema ORDER BY name)");
  const auto generated = project.generate(schema);
  ASSERT_TRUE(generated.ok()) << to_string(generated.error());
  ASSERT_FALSE(generated->plan.steps.empty());
  project.give_reasons();

  RunReport report = project.up();
  ASSERT_TRUE(report.ok()) << to_string(*report.error);
  EXPECT_EQ(project.ask(question), after);
  EXPECT_EQ(project.ask("PRAGMA foreign_key_check"), "");
  EXPECT_EQ(project.ask("PRAGMA integrity_check"), "ok");
  const auto again = project.generate(schema);
  ASSERT_TRUE(again.ok()) << to_string(again.error());
  EXPECT_TRUE(again->plan.steps.empty());

  report = project.down();
  ASSERT_TRUE(report.ok()) << to_string(*report.error);
  EXPECT_EQ(project.ask("SELECT group_concat(name) FROM (SELECT name FROM "
                        "sqlite_schema ORDER BY name)"),
            schema_before);
  report = project.up();
  ASSERT_TRUE(report.ok()) << to_string(*report.error);
  EXPECT_EQ(project.ask("PRAGMA integrity_check"), "ok");
}

TEST(Rebuild, KeepsRowsChildrenCounterViewAndTrigger) {
  const std::string rest =
      "CREATE TABLE child (id INTEGER PRIMARY KEY,\n"
      "  p INTEGER REFERENCES p (id) ON DELETE CASCADE);\n"
      "CREATE TABLE log (n INTEGER);\n"
      "CREATE TRIGGER of_other AFTER INSERT ON child BEGIN\n"
      "  UPDATE p SET n = 0 WHERE 0;\nEND;\n"
      "CREATE TRIGGER own AFTER INSERT ON p BEGIN\n"
      "  INSERT INTO log VALUES (new.id);\nEND;\n"
      "CREATE VIEW v AS SELECT id FROM p;\n"
      "CREATE VIEW over_v AS SELECT id FROM v;\n"
      "CREATE INDEX by_n ON p (n);\n";
  Project project(
      "CREATE TABLE p (id INTEGER PRIMARY KEY AUTOINCREMENT, n TEXT);\n" +
      rest);

  go_there_and_back(
      project,
      "INSERT INTO p (n) VALUES ('1'), ('2'), ('3');"
      "DELETE FROM p WHERE id = 3;"
      "INSERT INTO child (p) VALUES (1), (2);",
      "CREATE TABLE p (id INTEGER PRIMARY KEY AUTOINCREMENT, n INTEGER);\n" +
          rest,
      "SELECT (SELECT count(*) FROM p) || (SELECT count(*) FROM child) ||"
      "(SELECT seq FROM sqlite_sequence WHERE name = 'p') ||"
      "(SELECT count(*) FROM over_v) || (SELECT count(*) FROM log)",
      "22323");

  project.ask("INSERT INTO p (n) VALUES (4)");
  EXPECT_EQ(project.ask("SELECT max(id) FROM p"), "4");
  EXPECT_EQ(project.ask("SELECT count(*) FROM log"), "4");
}

TEST(Rebuild, KeepsHiddenRowids) {
  Project project("CREATE TABLE t (a TEXT);");

  go_there_and_back(
      project, "INSERT INTO t (rowid, a) VALUES (7, '1'), (9, '2')",
      "CREATE TABLE t (a TEXT NOT NULL);", "SELECT rowid FROM t", "7,9");
}

TEST(Rebuild, IsOneForSeveralChangesOfATable) {
  Project project("CREATE TABLE t (a TEXT, b TEXT, c TEXT);");

  const auto generated = project.generate(
      "CREATE TABLE t (a TEXT NOT NULL, b TEXT UNIQUE, c TEXT DEFAULT 'x');");

  ASSERT_TRUE(generated.ok()) << to_string(generated.error());
  const std::string up =
      text_of(*generated).substr(0, text_of(*generated).find("migrate:down"));
  EXPECT_EQ(up.find("DROP TABLE t;"), up.rfind("DROP TABLE t;"));
  EXPECT_THAT(up, HasSubstr("DROP TABLE t;"));
}

TEST(ZeroDowntime, IsNotForSqlite) {
  Project project("CREATE TABLE t (a TEXT);");
  project.write("schema.sql", "CREATE TABLE t (a TEXT);");

  const auto generated =
      generate::generate({.directory = project.path("migrations").string(),
                          .dialect = Dialect::sqlite,
                          .schema = {project.path("schema.sql").string()},
                          .zero_downtime = true});

  ASSERT_FALSE(generated.ok());
  EXPECT_EQ(generated.error().code, ErrorCode::invalid_argument);
}

TEST(PlannedChange, SaysWhatItDoesToTablesInUse) {
  Project project("CREATE TABLE t (a TEXT); CREATE TABLE v (b TEXT);");

  const auto generated = project.generate(
      "CREATE TABLE t (a TEXT NOT NULL); CREATE TABLE u (c TEXT);"
      "CREATE TABLE v (b TEXT);"
      "CREATE INDEX by_b ON v (b); CREATE INDEX by_c ON u (c);");

  ASSERT_TRUE(generated.ok()) << to_string(generated.error());
  const auto& changes = generated->plan.changes;
  ASSERT_EQ(changes.size(), 4u);
  EXPECT_EQ(changes[0].what, "create table u");
  EXPECT_TRUE(changes[0].tables.empty());
  EXPECT_EQ(changes[1].what, "rebuild table t: change a");
  ASSERT_EQ(changes[1].tables.size(), 1u);
  EXPECT_TRUE(changes[1].tables[0].rewrites);
  EXPECT_EQ(changes[2].what, "create index u.by_c");
  EXPECT_TRUE(changes[2].tables.empty());
  EXPECT_EQ(changes[3].what, "create index v.by_b");
  EXPECT_TRUE(changes[3].tables.at(0).reads_all);
}

TEST(AddColumn, AltersWhereSqliteTakesItOfRows) {
  Project project("CREATE TABLE t (a TEXT);");

  const auto generated =
      project.generate("CREATE TABLE t (a TEXT, b TEXT NOT NULL DEFAULT 'x');");

  ASSERT_TRUE(generated.ok()) << to_string(generated.error());
  EXPECT_THAT(text_of(*generated),
              HasSubstr("ALTER TABLE t ADD COLUMN b TEXT NOT NULL DEFAULT "
                        "'x';"));
  EXPECT_THAT(text_of(*generated), Not(HasSubstr("godwit_new")));
}

// All of these SQLite takes by ALTER of an empty table alone, or never.
TEST(AddColumn, RebuildsWhereRowsWouldStopIt) {
  for (const char* column :
       {"b TEXT DEFAULT CURRENT_TIMESTAMP", "b INTEGER DEFAULT (1 + 1)",
        "b INTEGER GENERATED ALWAYS AS (a + 1) STORED", "b INTEGER UNIQUE",
        "b INTEGER REFERENCES t (a) DEFAULT 1"}) {
    Project project("CREATE TABLE t (a INTEGER PRIMARY KEY);");

    go_there_and_back(
        project, "INSERT INTO t VALUES (1)",
        std::string("CREATE TABLE t (a INTEGER PRIMARY KEY, ") + column + ");",
        "SELECT a FROM t", "1");
  }
}

TEST(AddColumn, WithoutAValueIsRefusedUntilSomebodySaysWhatRowsGet) {
  Project project("CREATE TABLE t (a INTEGER);");
  ASSERT_TRUE(project.up().ok());

  const auto generated =
      project.generate("CREATE TABLE t (a INTEGER, b INTEGER NOT NULL);");

  ASSERT_TRUE(generated.ok()) << to_string(generated.error());
  EXPECT_THAT(text_of(*generated), HasSubstr("-- godwit: fill <expression>"));
  const auto set = RunTimeSet::read(project.path("migrations").string());
  ASSERT_FALSE(set.ok());
  EXPECT_THAT(set.error().message, HasSubstr("lacks a reason"));
}

TEST(DropColumn, IsRefusedUntilSomebodySaysWhyItMayGo) {
  Project project("CREATE TABLE t (a INTEGER, b INTEGER);");

  const auto generated = project.generate("CREATE TABLE t (a INTEGER);");

  ASSERT_TRUE(generated.ok()) << to_string(generated.error());
  EXPECT_THAT(text_of(*generated), HasSubstr("ALTER TABLE t DROP COLUMN b;"));
  EXPECT_THAT(text_of(*generated), HasSubstr("-- godwit: allow drop-column\n"));
  EXPECT_FALSE(RunTimeSet::read(project.path("migrations").string()).ok());
}

TEST(DropColumn, LeavesNoTriggerThatNamesIt) {
  const std::string q = "CREATE TABLE q (z INTEGER);\n";
  Project project("CREATE TABLE t (a INTEGER, b INTEGER);\n" + q +
                  "CREATE TRIGGER g AFTER INSERT ON q BEGIN\n"
                  "  UPDATE t SET a = 1;\nEND;\n"
                  "CREATE TRIGGER h AFTER UPDATE OF a, b ON t BEGIN\n"
                  "  SELECT 1;\nEND;");

  go_there_and_back(project, "INSERT INTO t VALUES (3, 4)",
                    "CREATE TABLE t (b INTEGER);\n" + q +
                        "CREATE TRIGGER g AFTER INSERT ON q BEGIN\n"
                        "  UPDATE t SET b = 1;\nEND;\n"
                        "CREATE TRIGGER h AFTER UPDATE OF b ON t BEGIN\n"
                        "  SELECT 1;\nEND;",
                    "SELECT b FROM t", "4");
}

TEST(DropColumn, IsRefusedWhereATriggerStillNeedsIt) {
  const std::string rest =
      "CREATE TABLE q (z INTEGER);\n"
      "CREATE TRIGGER g AFTER INSERT ON q BEGIN UPDATE t SET a = 1; END;";
  Project project("CREATE TABLE t (a INTEGER, b INTEGER);\n" + rest);

  const auto generated =
      project.generate("CREATE TABLE t (b INTEGER);\n" + rest);

  ASSERT_FALSE(generated.ok());
  EXPECT_THAT(generated.error().message,
              HasSubstr("trigger q.g would be there and not work"));
}

// What no ALTER TABLE can change, there and back.
TEST(Options, AreSeenAndProvedBothWays) {
  const std::pair<const char*, const char*> pairs[] = {
      {"CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT);",
       "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT) STRICT;"},
      {"CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT);",
       "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT) WITHOUT ROWID;"},
      {"CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT);",
       "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT COLLATE NOCASE);"},
      {"CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT UNIQUE);",
       "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT UNIQUE ON CONFLICT "
       "REPLACE);"},
      {"CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT AS (a + 1));",
       "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT AS (a + 2));"},
      {"CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT CHECK (b <> ''));",
       "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT CHECK (b <> '?'));"},
  };
  for (const auto& [old, declared] : pairs) {
    Project project(old);

    go_there_and_back(project, "INSERT INTO t (a) VALUES (5)", declared,
                      "SELECT a FROM t", "5");
  }
}

TEST(VirtualTable, IsLeftAloneUnlessItChanges) {
  Project project("CREATE VIRTUAL TABLE f USING fts5 (a, b);");

  const auto generated =
      project.generate("CREATE VIRTUAL TABLE f USING fts5(a, b);");

  ASSERT_TRUE(generated.ok()) << to_string(generated.error());
  EXPECT_TRUE(generated->plan.steps.empty());
}

TEST(VirtualTable, IsMadeAgainWithItsRows) {
  Project project("CREATE VIRTUAL TABLE f USING fts5 (a, b);");

  go_there_and_back(
      project, "INSERT INTO f (rowid, a, b) VALUES (4, 'one', 'two')",
      "CREATE VIRTUAL TABLE f USING fts5 (a, b, tokenize = 'porter');",
      "SELECT rowid FROM f WHERE f MATCH 'two'", "4");
}

TEST(BrokenView, OfBeforeDoesNotStopAChange) {
  const std::string view = "CREATE VIEW w AS SELECT * FROM gone;";
  Project project("CREATE TABLE t (a INTEGER, b INTEGER);\n" + view);

  go_there_and_back(project, "INSERT INTO t VALUES (1, 2)",
                    "CREATE TABLE t (a INTEGER);\n" + view, "SELECT a FROM t",
                    "1");
}

TEST(Generate, WritesNothingWhereNothingDiffers) {
  Project project("CREATE TABLE \"t\" (a integer, -- what it is\n b text);");

  const auto generated = project.generate("create table t(a integer,b text);");

  ASSERT_TRUE(generated.ok()) << to_string(generated.error());
  EXPECT_TRUE(generated->files.empty());
}

TEST(Generate, NamesTheFileAfterWhatItDoes) {
  Project project("CREATE TABLE person (id INTEGER);");

  const auto generated =
      project.generate("CREATE TABLE person (id INTEGER, email TEXT);");

  ASSERT_TRUE(generated.ok()) << to_string(generated.error());
  EXPECT_EQ(generated->files.front().name, "0002_add_email_to_person.sql");
}

TEST(Generate, WritesTheSameTwice) {
  const std::string schema =
      "CREATE TABLE b (x INTEGER);\nCREATE TABLE a (x INTEGER);\n"
      "CREATE INDEX z ON a (x);\nCREATE INDEX y ON b (x);";
  Project one("CREATE TABLE c (x INTEGER);");
  Project other("CREATE TABLE c (x INTEGER);");

  const auto first = one.generate(schema);
  const auto second = other.generate(schema);

  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_EQ(text_of(*first), text_of(*second));
}

TEST(Generate, BeginsWithADatabaseThatItOnlyReads) {
  Project project("CREATE TABLE t (a INTEGER);");
  ASSERT_TRUE(project.up().ok());
  project.write("schema.sql", "CREATE TABLE t (a INTEGER, b TEXT);");

  const auto generated = generate::generate(
      {.dialect = Dialect::sqlite,
       .from =
           driver::DatabaseUrl::parse(project.path("test.db").string()).value(),
       .schema = {project.path("schema.sql").string()}});

  ASSERT_TRUE(generated.ok()) << to_string(generated.error());
  ASSERT_EQ(generated->plan.steps.size(), 1u);
  EXPECT_EQ(generated->plan.steps.front().up.front().statement,
            "ALTER TABLE t ADD COLUMN b TEXT");
  EXPECT_TRUE(generated->files.empty());
  EXPECT_EQ(project.ask("SELECT count(*) FROM pragma_table_info('t')"), "1");
}

TEST(Dump, MakesTheSameSchemaAndDump) {
  Connection one = connect("sqlite::memory:").value();
  Connection other = connect("sqlite::memory:").value();
  const generate::SchemaFile declared = {
      .path = "schema.sql",
      .text =
          "CREATE VIEW v AS SELECT * FROM child;\n"
          "CREATE TABLE zoo (id INTEGER PRIMARY KEY);\n"
          "CREATE INDEX i ON child (zoo);\n"
          "CREATE TABLE child (zoo INTEGER REFERENCES zoo (id));\n"
          "CREATE TRIGGER g INSTEAD OF INSERT ON v BEGIN SELECT 1; END;"};
  ASSERT_TRUE(generate::load_schema(one, std::span(&declared, 1)).ok());

  const std::string text = run::dump_schema(one.session(), {}).value();
  const generate::SchemaFile dumped = {.path = "dump.sql", .text = text};
  ASSERT_TRUE(generate::load_schema(other, std::span(&dumped, 1)).ok());

  EXPECT_EQ(run::dump_schema(other.session(), {}).value(), text);
  EXPECT_EQ(text,
            "CREATE TABLE zoo (id INTEGER PRIMARY KEY);\n\n"
            "CREATE TABLE child (zoo INTEGER REFERENCES zoo (id));\n\n"
            "CREATE INDEX i ON child (zoo);\n\n"
            "CREATE VIEW v AS SELECT * FROM child;\n\n"
            "CREATE TRIGGER g INSTEAD OF INSERT ON v BEGIN SELECT 1; END;\n");
}

}  // namespace
}  // namespace godwit::test
