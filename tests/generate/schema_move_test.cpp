// SPDX-License-Identifier: BSL-1.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "postgresql_project.h"

namespace godwit::generate {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using Project = test::PostgresqlProject;

constexpr const char* old_schema =
    "CREATE SCHEMA app;\n"
    "CREATE TYPE app.mood AS ENUM ('sad', 'glad');\n"
    "CREATE TABLE app.team (id int PRIMARY KEY);\n"
    "CREATE TABLE app.person (id serial PRIMARY KEY, login text UNIQUE,\n"
    "  mood app.mood DEFAULT 'glad', team int REFERENCES app.team);\n"
    "CREATE INDEX ON app.person (mood);\n"
    "CREATE SEQUENCE app.counter;\n"
    "CREATE FUNCTION app.twice(int) RETURNS int LANGUAGE sql\n"
    "  AS 'SELECT $1 * 2';\n"
    "CREATE VIEW app.people AS SELECT login FROM app.person;\n"
    "GRANT SELECT ON app.person TO PUBLIC;\n"
    "COMMENT ON TABLE app.person IS 'somebody';";

// Into a schema that is new, and out of one that goes.
constexpr const char* new_schema =
    "CREATE SCHEMA core;\n"
    "CREATE TYPE core.mood AS ENUM ('sad', 'glad');"
    " -- godwit: renamed from app.mood\n"
    "CREATE TABLE public.team (id int PRIMARY KEY);"
    " -- godwit: renamed from app.team\n"
    "CREATE TABLE core.member ( -- godwit: renamed from app.person\n"
    "  id serial PRIMARY KEY,\n"
    "  name text UNIQUE, -- godwit: renamed from login\n"
    "  mood core.mood DEFAULT 'glad', team int REFERENCES public.team);\n"
    "CREATE INDEX ON core.member (mood);\n"
    "CREATE SEQUENCE core.counter; -- godwit: renamed from app.counter\n"
    "-- godwit: renamed from app.twice\n"
    "CREATE FUNCTION core.doubled(int) RETURNS int LANGUAGE sql\n"
    "  AS 'SELECT $1 * 2';\n"
    "-- godwit: renamed from app.people\n"
    "CREATE VIEW core.people AS SELECT name AS login FROM core.member;\n"
    "GRANT SELECT ON core.member TO PUBLIC;\n"
    "COMMENT ON TABLE core.member IS 'somebody';";

constexpr const char* rows =
    "INSERT INTO app.team VALUES (1);\n"
    "INSERT INTO app.person (login, mood, team) VALUES ('ann', 'sad', 1);\n"
    "SELECT nextval('app.counter')";

std::string text_of(const Generated& generated) {
  std::string text;
  for (const auto& file : generated.files) text += file.text;
  return text;
}

TEST(SchemaMove, KeepsTheRowsThereAndBack) {
  Project project(old_schema);
  project.execute(rows);

  const Generated generated = project.generate(new_schema);

  const std::string text = text_of(generated);
  EXPECT_THAT(text, HasSubstr("ALTER TABLE app.person SET SCHEMA core;"));
  EXPECT_THAT(text, HasSubstr("ALTER TABLE core.member SET SCHEMA app;"));
  EXPECT_THAT(text, Not(HasSubstr("DROP TABLE")));
  EXPECT_THAT(text, Not(HasSubstr("DROP TYPE")));
  EXPECT_THAT(text, Not(HasSubstr("DROP FUNCTION")));
  const RunReport up = project.up();
  ASSERT_TRUE(up.ok()) << to_string(*up.error);
  EXPECT_EQ(project.ask("SELECT id, name, mood, team, core.doubled(4), "
                        "nextval('core.counter') FROM core.member"),
            "1,ann,sad,1,8,2");
  const RunReport down = project.down(generated.files.size());
  ASSERT_TRUE(down.ok()) << to_string(*down.error);
  EXPECT_EQ(project.ask("SELECT id, login, mood, team, app.twice(4), "
                        "nextval('app.counter') FROM app.person"),
            "1,ann,sad,1,8,3");
}

TEST(SchemaMove, IsIgnoredOnceItIsDone) {
  Project project(old_schema);
  ASSERT_FALSE(project.generate(new_schema).files.empty());

  EXPECT_THAT(project.generate(new_schema).files, IsEmpty());
}

TEST(SchemaMove, CanBeGivenBesideTheSchema) {
  Project project("CREATE SCHEMA app; CREATE TABLE app.t (a int);");

  const auto generated =
      project.plan("CREATE SCHEMA app; CREATE TABLE t (a int);",
                   {.renames = {"app.t=public.t"}});

  ASSERT_TRUE(generated.ok()) << to_string(generated.error());
  EXPECT_THAT(text_of(*generated),
              HasSubstr("ALTER TABLE app.t SET SCHEMA public;"));
}

TEST(SchemaMove, OfWhatStaysDeclaredIsRefused) {
  Project project("CREATE SCHEMA app; CREATE TABLE app.t (a int);");

  const auto generated = project.plan(
      "CREATE SCHEMA app; CREATE TABLE app.t (a int);\n"
      "CREATE TABLE public.t (a int); -- godwit: renamed from app.t\n",
      {});

  ASSERT_FALSE(generated.ok());
  EXPECT_THAT(generated.error().message, HasSubstr("still declared"));
}

}  // namespace
}  // namespace godwit::generate
