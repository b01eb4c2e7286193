// SPDX-License-Identifier: BSL-1.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "postgresql_project.h"

namespace godwit::generate {
namespace {

using test::names_of;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Project = test::PostgresqlProject;

constexpr const char* old_schema =
    "CREATE TABLE person (id integer PRIMARY KEY, login text NOT NULL,\n"
    "  code varchar(10), age integer);\n"
    "CREATE INDEX by_login ON person (login);\n"
    "CREATE INDEX by_code ON person (code) WHERE code <> '0';\n"
    "CREATE VIEW people AS SELECT login, age FROM person;";

constexpr const char* new_schema =
    "CREATE TABLE person (id integer PRIMARY KEY,\n"
    "  name text NOT NULL, -- godwit: renamed from login\n"
    "  code integer,\n"
    "  age integer NOT NULL -- godwit: fill id * 2\n"
    ");\n"
    "CREATE INDEX by_login ON person (name);\n"
    "CREATE INDEX by_code ON person (code) WHERE code <> 0;\n"
    "CREATE VIEW people AS SELECT name AS login, age FROM person;";

// More than one portion.
constexpr const char* old_rows =
    "INSERT INTO person (id, login, code)"
    "  SELECT n, 'p' || n, n FROM generate_series(1, 2500) AS n";

Generated generated_by(Project& project) {
  return project.plan(new_schema, {.zero_downtime = true}).value();
}

TEST(ZeroDowntime, IsAPairWithABackfillBetween) {
  Project project(old_schema);

  const Generated generated = generated_by(project);

  EXPECT_THAT(
      names_of(generated),
      ElementsAre("0002_change_expand.sql", "0003_change_backfill.sql",
                  "0004_change_contract.sql", "0005_change_validate.sql"));
  EXPECT_THAT(generated.files.at(1).text,
              HasSubstr("-- godwit: no-transaction"));
  EXPECT_THAT(generated.files.at(2).text, HasSubstr("-- godwit: breaking"));
  EXPECT_THAT(project.lint(), IsEmpty());
}

TEST(ZeroDowntime, GoesThereAndBackWithRows) {
  Project project(old_schema);
  project.execute(old_rows);
  const Generated generated = generated_by(project);

  const RunReport up = project.up();

  ASSERT_TRUE(up.ok()) << to_string(*up.error);
  EXPECT_EQ(project.ask("SELECT count(*), count(*) FILTER (WHERE name = 'p' || "
                        "id AND code = id AND age = id * 2) FROM person"),
            "2500,2500");
  EXPECT_EQ(project.ask("SELECT count(*) FROM pg_proc "
                        "WHERE proname LIKE 'godwit%'"),
            "0");
  EXPECT_EQ(project.ask("SELECT indexdef FROM pg_indexes "
                        "WHERE indexname = 'by_login'"),
            "CREATE INDEX by_login ON public.person USING btree (name)");
  const RunReport down = project.down(generated.files.size());
  ASSERT_TRUE(down.ok()) << to_string(*down.error);
  EXPECT_EQ(project.ask("SELECT count(*) FILTER (WHERE login = 'p' || id AND "
                        "code = id::text) FROM person"),
            "2500");
}

void expect_in_step(const Project& project) {
  EXPECT_EQ(project.ask("SELECT count(*) FROM person "
                        "WHERE name IS DISTINCT FROM login "
                        "OR godwit_new_code::text IS DISTINCT FROM code "
                        "OR age IS NULL"),
            "0");
}

// The program of before knows the old columns alone, the one of after the new
// ones.
TEST(ZeroDowntime, BothProgramsSeeWhatTheOtherWrites) {
  Project project(old_schema);
  project.execute(old_rows);
  generated_by(project);
  ASSERT_TRUE(project.up_to("0003").ok());
  expect_in_step(project);

  project.execute(
      "INSERT INTO person (id, login, code) VALUES (5001, 'a', '7')");
  project.execute(
      "INSERT INTO person (id, name, godwit_new_code, age) "
      "VALUES (5002, 'b', 8, 30)");
  project.execute("UPDATE person SET login = 'old', code = NULL WHERE id = 1");
  project.execute(
      "UPDATE person SET name = 'new', godwit_new_code = 12 "
      "WHERE id = 2");
  project.execute("UPDATE person SET age = NULL WHERE id = 3");

  expect_in_step(project);
  EXPECT_EQ(project.ask("SELECT login, code, age FROM person "
                        "WHERE id IN (1, 2, 5001, 5002) ORDER BY id"),
            "old,NULL,2,new,12,4,a,7,10002,b,8,30");
  ASSERT_TRUE(project.up().ok());
  EXPECT_EQ(project.ask("SELECT name, code FROM person WHERE id = 5001"),
            "a,7");

  ASSERT_TRUE(project.down(2).ok());
  expect_in_step(project);
  project.execute("UPDATE person SET login = 'again' WHERE id = 5001");
  expect_in_step(project);
}

TEST(ZeroDowntime, TakesAlongWhatHangsOnColumns) {
  const auto schema = [](const std::string& name, const std::string& team,
                         const std::string& mood) {
    const bool renamed = team != "team";
    const auto was = [&](const std::string& old) {
      return renamed ? " -- godwit: renamed from " + old + "\n" : "\n";
    };
    return "CREATE TYPE mood AS ENUM ('a', 'b');\n"
           "CREATE TABLE team (id bigint PRIMARY KEY);\n"
           "CREATE TABLE \"Person\" (id uuid PRIMARY KEY,\n  " +
           name + " text NOT NULL DEFAULT 'x' CHECK (" + name + " <> '')," +
           was("\"Login Name\"") + team + " bigint REFERENCES team," +
           was("team") + "m " + mood +
           " DEFAULT 'a');\n"
           "COMMENT ON COLUMN \"Person\"." +
           name +
           " IS 'hello';\n"
           "GRANT SELECT (" +
           name + ") ON \"Person\" TO PUBLIC;\nCREATE INDEX ON \"Person\" (" +
           team + ") INCLUDE (" + name +
           ");\nCREATE UNIQUE INDEX u ON \"Person\" (lower(" + name +
           "));\nCREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS\n"
           "$$ BEGIN RETURN NEW; END $$;\n"
           "CREATE TRIGGER tr BEFORE UPDATE OF " +
           name +
           " ON \"Person\" FOR EACH ROW EXECUTE FUNCTION tf();\n"
           "CREATE POLICY p ON \"Person\" USING (" +
           name +
           " = current_user);\n"
           "CREATE MATERIALIZED VIEW mv AS SELECT " +
           name +
           ", m FROM \"Person\";\n"
           "CREATE STATISTICS st ON " +
           name + ", " + team + " FROM \"Person\";\n";
  };
  Project project(schema("\"Login Name\"", "team", "mood"));

  const auto generated = project.plan(
      schema("\"Full \"\"Name\"", "team_id", "text"), {.zero_downtime = true});

  ASSERT_TRUE(generated.ok()) << to_string(generated.error());
  EXPECT_EQ(generated->files.size(), 4u);
  const RunReport up = project.up();
  ASSERT_TRUE(up.ok()) << to_string(*up.error);
  const RunReport down = project.down(generated->files.size());
  ASSERT_TRUE(down.ok()) << to_string(*down.error);
}

TEST(ZeroDowntime, WithoutAKeyRowsAreFilledAtOnce) {
  Project project("CREATE TABLE t (a integer);");
  project.execute("INSERT INTO t VALUES (1), (2)");

  project
      .plan("CREATE TABLE t (\n  b integer -- godwit: renamed from a\n);",
            {.zero_downtime = true})
      .value();

  ASSERT_TRUE(project.up().ok());
  EXPECT_EQ(project.ask("SELECT b FROM t ORDER BY b"), "1,2");
}

TEST(ZeroDowntime, WhatNobodyWaitsForIsPlannedAsUsual) {
  Project project("CREATE TABLE t (a integer);");

  const auto generated = project.plan("CREATE TABLE t (a integer, b integer);",
                                      {.zero_downtime = true});

  ASSERT_TRUE(generated.ok()) << to_string(generated.error());
  EXPECT_THAT(names_of(*generated), ElementsAre("0002_change.sql"));
}

TEST(ZeroDowntime, ATypeThatKeepsTheRowsAsTheyAreIsChangedInPlace) {
  Project project("CREATE TABLE t (a varchar(9), b numeric(4, 2));");

  const auto generated = project.plan(
      "CREATE TABLE t (a text, b numeric(6, 2));", {.zero_downtime = true});

  ASSERT_TRUE(generated.ok()) << to_string(generated.error());
  EXPECT_THAT(names_of(*generated), ElementsAre("0002_change.sql"));
}

TEST(ZeroDowntime, AColumnOfAKeyIsRefusedByName) {
  Project project("CREATE TABLE t (a integer PRIMARY KEY);");

  const auto generated = project.plan("CREATE TABLE t (a bigint PRIMARY KEY);",
                                      {.zero_downtime = true});

  ASSERT_FALSE(generated.ok());
  EXPECT_EQ(generated.error().message,
            "column public.t.a cannot change side by side: it is in constraint "
            "public.t.t_pkey");
}

}  // namespace
}  // namespace godwit::generate
