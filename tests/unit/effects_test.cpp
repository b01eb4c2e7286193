// SPDX-License-Identifier: BSL-1.0
#include "check/effects.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plan/plan.h"
#include "read_set.h"

namespace godwit::check {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string in_words(const TableEffect& effect) {
  std::string text = effect.table.name + ":";
  if (!effect.lock.empty()) text += " " + std::string(effect.lock);
  if (effect.rewrites) text += " rewrites";
  if (effect.reads_all) text += " reads";
  if (effect.loses) text += " loses";
  if (effect.made_here) text += " new";
  return text;
}

/// What the statements of a second migration do, whose predecessor has made
/// what databases in use have: a text for each table.
std::vector<std::string> effects(Dialect dialect, const std::string& old,
                                 const std::string& text, int server = 15) {
  const test::ReadFiles read(dialect, {{"1_a.sql", old}, {"2_b.sql", text}});
  const MigrationSet& set = read.set();
  RecordedHistory history{.exists = true};
  history.applied.push_back({.version = set.all()[0].version,
                             .sequence = 1,
                             .name = "a",
                             .checksum = set.all()[0].checksum,
                             .batch = 1});
  const Plan plan = plan_up(set, history, {}).value();
  const StepEffects found = effects_of(plan, set, server).at(0);
  std::vector<std::string> words;
  for (const StatementEffect& one : found) {
    for (const TableEffect& table : one.tables) {
      words.push_back(in_words(table));
    }
  }
  return words;
}

std::vector<std::string> on_postgresql(const std::string& text,
                                       int server = 15) {
  return effects(Dialect::postgresql,
                 "CREATE TABLE a (id integer, v varchar(10), t text);\n"
                 "CREATE TABLE b (id integer PRIMARY KEY);\n"
                 "CREATE INDEX a_v ON a (v);\n",
                 text, server);
}

std::vector<std::string> on_sqlite(const std::string& text) {
  return effects(Dialect::sqlite,
                 "CREATE TABLE a (id integer, v text);\n"
                 "CREATE INDEX a_v ON a (v);\n",
                 text);
}

TEST(Effects, OfColumns) {
  EXPECT_THAT(on_postgresql("ALTER TABLE a ADD COLUMN x integer;"),
              ElementsAre("a: ACCESS EXCLUSIVE"));
  EXPECT_THAT(on_postgresql("ALTER TABLE a ADD COLUMN x uuid DEFAULT "
                            "gen_random_uuid();"),
              ElementsAre("a: ACCESS EXCLUSIVE rewrites"));
  EXPECT_THAT(on_postgresql("ALTER TABLE a ADD COLUMN x integer DEFAULT 1;"),
              ElementsAre("a: ACCESS EXCLUSIVE"));
  EXPECT_THAT(
      on_postgresql("ALTER TABLE a ADD COLUMN x integer DEFAULT 1;", 10),
      ElementsAre("a: ACCESS EXCLUSIVE rewrites"));
  EXPECT_THAT(on_postgresql("ALTER TABLE a ALTER COLUMN v TYPE varchar(20);"),
              ElementsAre("a: ACCESS EXCLUSIVE"));
  EXPECT_THAT(on_postgresql("ALTER TABLE a ALTER COLUMN v TYPE varchar(5);"),
              ElementsAre("a: ACCESS EXCLUSIVE rewrites"));
  EXPECT_THAT(on_postgresql("ALTER TABLE a DROP COLUMN v;"),
              ElementsAre("a: ACCESS EXCLUSIVE loses"));
  EXPECT_THAT(on_postgresql("ALTER TABLE a ALTER COLUMN v SET NOT NULL;"),
              ElementsAre("a: ACCESS EXCLUSIVE reads"));
}

TEST(Effects, OfConstraintsOnBothTables) {
  EXPECT_THAT(
      on_postgresql("ALTER TABLE a ADD CONSTRAINT f FOREIGN KEY (id) "
                    "REFERENCES b (id);"),
      ElementsAre("b: SHARE ROW EXCLUSIVE", "a: SHARE ROW EXCLUSIVE reads"));
  EXPECT_THAT(on_postgresql("ALTER TABLE a ADD CONSTRAINT f FOREIGN KEY (id) "
                            "REFERENCES b (id) NOT VALID;"),
              ElementsAre("b: SHARE ROW EXCLUSIVE", "a: SHARE ROW EXCLUSIVE"));
  EXPECT_THAT(on_postgresql("CREATE TABLE c (id integer REFERENCES b (id));"),
              ElementsAre("b: SHARE ROW EXCLUSIVE"));
  EXPECT_THAT(on_postgresql("ALTER TABLE a VALIDATE CONSTRAINT f;"),
              ElementsAre("a: SHARE UPDATE EXCLUSIVE reads"));
}

TEST(Effects, OfIndexes) {
  EXPECT_THAT(on_postgresql("CREATE INDEX i ON a (t);"),
              ElementsAre("a: SHARE reads"));
  EXPECT_THAT(on_postgresql("-- godwit: no-transaction\n"
                            "CREATE INDEX CONCURRENTLY i ON a (t);"),
              ElementsAre("a: SHARE UPDATE EXCLUSIVE reads"));
  EXPECT_THAT(on_postgresql("DROP INDEX a_v;"),
              ElementsAre("a: ACCESS EXCLUSIVE"));
}

TEST(Effects, OfRows) {
  EXPECT_THAT(on_postgresql("UPDATE a SET t = 'x' WHERE id = 1;"),
              ElementsAre("a: ROW EXCLUSIVE"));
  EXPECT_THAT(on_postgresql("UPDATE a SET t = 'x';"),
              ElementsAre("a: ROW EXCLUSIVE rewrites"));
  EXPECT_THAT(on_postgresql("TRUNCATE a;"),
              ElementsAre("a: ACCESS EXCLUSIVE loses"));
}

TEST(Effects, AStatementOfSeveralPartsTakesTheStrongestLock) {
  EXPECT_THAT(on_postgresql("ALTER TABLE a VALIDATE CONSTRAINT f, "
                            "DROP COLUMN v;"),
              ElementsAre("a: ACCESS EXCLUSIVE reads loses"));
  EXPECT_THAT(
      on_postgresql("ALTER TABLE a DROP COLUMN v, VALIDATE CONSTRAINT f;"),
      ElementsAre("a: ACCESS EXCLUSIVE reads loses"));
}

TEST(Effects, WhatThePlanMakesIsNew) {
  EXPECT_THAT(on_postgresql("CREATE TABLE c (id integer);\n"
                            "CREATE INDEX i ON c (id);\n"),
              ElementsAre("c: SHARE reads new"));
}

TEST(Effects, OfABlockAreThoseOfItsStatements) {
  EXPECT_THAT(on_postgresql("DO $$ BEGIN DROP TABLE a; END $$;"),
              ElementsAre("a: ACCESS EXCLUSIVE loses"));
}

TEST(Effects, SqliteLocksNoTable) {
  EXPECT_THAT(on_sqlite("ALTER TABLE a ADD COLUMN x integer;"),
              ElementsAre("a:"));
  EXPECT_THAT(on_sqlite("ALTER TABLE a ADD COLUMN x integer NOT NULL "
                        "DEFAULT 0;"),
              ElementsAre("a: reads"));
  EXPECT_THAT(on_sqlite("ALTER TABLE a DROP COLUMN id;"),
              ElementsAre("a: rewrites loses"));
  EXPECT_THAT(on_sqlite("CREATE INDEX i ON a (id);"), ElementsAre("a: reads"));
}

TEST(Effects, ARebuildOfSqliteWritesAllRows) {
  EXPECT_THAT(on_sqlite("CREATE TABLE a2 (id integer, v text NOT NULL);\n"
                        "INSERT INTO a2 SELECT id, v FROM a;\n"
                        "DROP TABLE a;\n"
                        "ALTER TABLE a2 RENAME TO a;\n"),
              ElementsAre("a: rewrites", "a2: new"));
}

TEST(Effects, StatementsNeedNoFile) {
  const std::vector<std::string> before = {
      "CREATE TABLE s.a (v varchar(10)) -- a comment",
      "CREATE INDEX i ON s.a (v)"};
  const std::vector<std::string> statements = {
      "ALTER TABLE s.a ALTER COLUMN v TYPE text",
      "CREATE TABLE s.b (id integer)", "DROP INDEX s.i"};
  const StepEffects found =
      effects_of_statements(statements, before, Dialect::postgresql);
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(in_words(found[0].tables.at(0)), "a: ACCESS EXCLUSIVE");
  EXPECT_THAT(found[1].tables, IsEmpty());
  EXPECT_EQ(in_words(found[2].tables.at(0)), "a: ACCESS EXCLUSIVE");
}

TEST(Effects, ATextShowsItsFirstLineAndNoSecret) {
  const test::ReadFiles read(
      Dialect::postgresql,
      {{"1_a.sql",
        "-- why\nCREATE ROLE app\n  LOGIN PASSWORD 'hush';\n"
        "ALTER ROLE app PASSWORD 'hush-hush';\n"}});
  const Plan plan = plan_up(read.set(), {}, {}).value();
  const StepEffects effects = effects_of(plan, read.set(), 0).at(0);
  ASSERT_EQ(effects.size(), 2u);
  EXPECT_EQ(effects[0].line, 2u);
  EXPECT_EQ(effects[0].text, "CREATE ROLE app …");
  EXPECT_EQ(effects[1].line, 4u);
  EXPECT_EQ(effects[1].text, "ALTER ROLE app PASSWORD '***'");
}

TEST(Effects, OfAScriptThatGoesOnAreThoseThatAreLeft) {
  const test::ReadFiles read(
      Dialect::postgresql,
      {{"1_a.sql", "-- godwit: no-transaction\nSELECT 1;\nDROP TABLE a;\n"}});
  Plan plan = plan_up(read.set(), {}, {}).value();
  plan.steps[0].resume_at = 2;
  EXPECT_THAT(effects_of(plan, read.set(), 0).at(0), IsEmpty());
}

}  // namespace
}  // namespace godwit::check
