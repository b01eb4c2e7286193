// SPDX-License-Identifier: BSL-1.0
#include <gmock/gmock.h>
#include <godwit/connection.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "driver/session.h"
#include "postgresql_project.h"

namespace godwit::generate {
namespace {

using test::EphemeralDatabase;
using test::names_of;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using Project = test::PostgresqlProject;

constexpr const char* old_schema =
    "CREATE TABLE team (id integer, name text);\n"
    "CREATE TABLE person (id integer PRIMARY KEY, team_id integer,\n"
    "  login text, age integer);\n"
    "CREATE INDEX by_age ON person (age);";

constexpr const char* new_schema =
    "CREATE TABLE team (id integer PRIMARY KEY,\n"
    "  name text NOT NULL -- godwit: fill 'team ' || id\n"
    ");\n"
    "CREATE TABLE person (id integer PRIMARY KEY,\n"
    "  team_id integer REFERENCES team,\n"
    "  login text NOT NULL UNIQUE,\n"
    "  age integer CHECK (age > 0),\n"
    "  email text NOT NULL, -- godwit: fill lower(login) || '@here'\n"
    "  level integer NOT NULL -- godwit: fill 1\n"
    ");\n"
    "CREATE INDEX by_login ON person (lower(login));";

constexpr const char* old_rows =
    "INSERT INTO team VALUES (1, 'a'), (2, NULL);"
    "INSERT INTO person SELECT n, 1 + n % 2, 'P' || n, n"
    "  FROM generate_series(1, 100) AS n";

TEST(Online, GoesThereAndBackWithRows) {
  Project project(old_schema);
  project.execute(old_rows);

  const Generated generated = project.generate(new_schema);
  const RunReport up = project.up();

  ASSERT_TRUE(up.ok()) << to_string(*up.error);
  EXPECT_EQ(project.ask("SELECT name FROM team ORDER BY id"), "a,team 2");
  EXPECT_EQ(project.ask("SELECT email, level FROM person WHERE id = 7"),
            "p7@here,1");
  EXPECT_EQ(project.ask("SELECT count(*) FROM pg_constraint "
                        "WHERE NOT convalidated "
                        "OR conname LIKE 'godwit_not_null%'"),
            "0");
  const RunReport down = project.down(generated.files.size());
  ASSERT_TRUE(down.ok()) << to_string(*down.error);
  EXPECT_EQ(project.ask("SELECT count(*), sum(age) FROM person"), "100,5050");
}

TEST(Online, FilesHaveNamesOfTheirOwn) {
  Project project(old_schema);

  EXPECT_THAT(
      names_of(project.generate(new_schema)),
      ElementsAre("0002_change.sql", "0003_change_index.sql",
                  "0004_change_fill.sql", "0005_change_validate.sql",
                  "0006_change_index_2.sql", "0007_change_validate_2.sql",
                  "0008_change_validate_3.sql"));
}

TEST(Online, RowsAreFilledInPortions) {
  Project project(
      "CREATE TABLE t (id uuid PRIMARY KEY, a integer, b integer);");
  project.execute(
      "INSERT INTO t SELECT gen_random_uuid(), n "
      "FROM generate_series(1, 2500) AS n");

  const Generated generated = project.generate(
      "CREATE TABLE t (id uuid PRIMARY KEY, a integer,\n"
      "  b integer NOT NULL, -- godwit: fill a + 1\n"
      "  c integer NOT NULL DEFAULT 7 -- godwit: fill a + 2\n);");

  EXPECT_THAT(generated.plan.steps.at(1).up.front().statement,
              HasSubstr("COMMIT"));
  ASSERT_TRUE(project.up().ok());
  EXPECT_EQ(project.ask("SELECT count(*) FILTER (WHERE b = a + 1), "
                        "count(*) FILTER (WHERE c = a + 2) FROM t"),
            "2500,2500");
}

TEST(Online, LintFindsNothing) {
  Project project(old_schema);
  project.generate(new_schema);

  EXPECT_THAT(project.lint(), IsEmpty());
}

TEST(Online, SimpleIsOneFileAndLintSaysWhatItDoes) {
  Project project("CREATE TABLE t (a integer, b integer);");

  EXPECT_THAT(names_of(project.generate(
                  "CREATE TABLE t (a integer, b integer CHECK (b > 0));"
                  "CREATE INDEX by_a ON t (a);",
                  false)),
              ElementsAre("0002_change.sql"));
  EXPECT_THAT(project.lint(), testing::Contains(HasSubstr("create-index")));
}

TEST(Online, TablesOfTheSamePlanAreMadeAtOnce) {
  Project project("CREATE TABLE other (id integer PRIMARY KEY);");

  EXPECT_THAT(
      names_of(project.generate(
          "CREATE TABLE other (id integer PRIMARY KEY);\n"
          "CREATE TABLE t (id integer PRIMARY KEY, a text NOT NULL UNIQUE,"
          "  o integer REFERENCES other CHECK (o > 0));\n"
          "CREATE INDEX by_a ON t (lower(a));")),
      ElementsAre("0002_change.sql"));
}

TEST(Online, PartitionedTablesAreChangedAtOnce) {
  const std::string table =
      "CREATE TABLE t (a integer) PARTITION BY RANGE (a);\n"
      "CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (100);\n";
  Project project(table);
  project.execute("INSERT INTO t VALUES (1), (2)");

  const Generated generated =
      project.generate(table + "CREATE INDEX by_a ON t (a);");

  EXPECT_THAT(names_of(generated), ElementsAre("0002_change.sql"));
  EXPECT_TRUE(project.up().ok());
}

TEST(Online, AnotherFormOfAnIndexIsThereBeforeTheOldOneGoes) {
  Project project(
      "CREATE TABLE t (a integer, b integer); CREATE INDEX i ON t (a);");

  const Generated generated = project.generate(
      "CREATE TABLE t (a integer, b integer); CREATE INDEX i ON t (a, b);");

  ASSERT_EQ(generated.plan.steps.size(), 1u);
  const auto& up = generated.plan.steps[0].up;
  ASSERT_EQ(up.size(), 3u);
  EXPECT_EQ(up[0].statement,
            "CREATE INDEX CONCURRENTLY godwit_new_i ON public.t USING btree "
            "(a, b)");
  EXPECT_EQ(up[1].statement, "DROP INDEX CONCURRENTLY public.i");
  EXPECT_THAT(project.lint(), IsEmpty());
  EXPECT_TRUE(project.up().ok());
  EXPECT_TRUE(project.down(1).ok());
}

TEST(Online, AnIndexWithACommentIsMadeAtOnce) {
  Project project(
      "CREATE TABLE t (a integer, b integer); CREATE INDEX i ON t (a);"
      "COMMENT ON INDEX i IS 'x';");

  const Generated generated = project.generate(
      "CREATE TABLE t (a integer, b integer); CREATE INDEX i ON t (a, b);"
      "COMMENT ON INDEX i IS 'x';");

  EXPECT_THAT(names_of(generated), ElementsAre("0002_change.sql"));
}

// What is between two files is no schema of anybody.
TEST(Online, WhatOthersUseIsNeverGoneBetweenTwoFiles) {
  const std::string view = "CREATE VIEW v AS SELECT a, b FROM t;";
  Project project("CREATE TABLE t (a integer, b varchar(9));" + view);

  const Generated generated = project.generate(
      "CREATE TABLE t (a integer NOT NULL UNIQUE, b integer);" + view);

  for (const auto& step : generated.plan.steps) {
    int views = 0;
    for (const auto& operation : step.up) {
      if (operation.statement.starts_with("DROP VIEW")) --views;
      if (operation.statement.starts_with("CREATE VIEW")) ++views;
    }
    EXPECT_EQ(views, 0);
  }
}

/// A transaction on the database, in which what is locked and read can be
/// seen.
class Watch {
 public:
  explicit Watch(const EphemeralDatabase& database)
      : connection_(connect(database.url()).value()) {
    execute("BEGIN");
  }

  void execute(const std::string& sql) { query(sql); }

  bool locks_all_out() {
    return number(
               "SELECT count(*) FROM pg_locks AS l "
               "JOIN pg_class AS c ON c.oid = l.relation "
               "WHERE l.pid = pg_backend_pid() AND c.relkind = 'r' "
               "AND c.relnamespace = 'public'::regnamespace "
               "AND l.mode = 'AccessExclusiveLock'") != "0";
  }

  /// Of tables, in this transaction.
  std::string scans() {
    return number(
        "SELECT coalesce(sum(seq_scan), 0) "
        "FROM pg_stat_xact_user_tables WHERE schemaname = 'public'");
  }

 private:
  std::string number(const std::string& sql) {
    return query(sql).front().front().value();
  }

  driver::Rows query(const std::string& sql) {
    auto found = connection_.session().query({.sql = sql, .pinned = false});
    return std::move(found).value();
  }

  Connection connection_;
};

// A statement that reads rows holds no lock that keeps readers out, nor is it
// in a transaction that does.
TEST(Online, NobodyIsLockedOutWhileRowsAreRead) {
  for (const bool online : {true, false}) {
    Project project(old_schema);
    project.execute(old_rows);
    const Generated generated = project.generate(new_schema, online);

    std::vector<std::string> locked_out;
    for (const auto& step : generated.plan.steps) {
      if (!SchemaStep::transactional(step.up)) {
        for (const auto& one : step.up) project.execute(one.statement);
        continue;
      }
      Watch watch(project.database());
      for (const auto& one : step.up) {
        const std::string before = watch.scans();
        watch.execute(one.statement);
        const bool reads = watch.scans() != before;
        if (reads && watch.locks_all_out()) locked_out.push_back(one.statement);
      }
      watch.execute("COMMIT");
    }

    if (online) {
      EXPECT_THAT(locked_out, IsEmpty());
    } else {
      EXPECT_THAT(locked_out, Not(IsEmpty()));
    }
  }
}

TEST(Online, ARowThatDoesNotKeepToItLeavesTheRestApplied) {
  Project project("CREATE TABLE t (a integer);");
  project.execute("INSERT INTO t VALUES (1), (-1)");
  project.generate("CREATE TABLE t (a integer CHECK (a > 0));");

  const RunReport failed = project.up();
  EXPECT_EQ(failed.done.size(), 1u);
  EXPECT_FALSE(failed.ok());

  project.execute("DELETE FROM t WHERE a < 0");
  EXPECT_TRUE(project.up().ok());
}

}  // namespace
}  // namespace godwit::generate
