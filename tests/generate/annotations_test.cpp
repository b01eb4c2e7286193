// SPDX-License-Identifier: BSL-1.0
#include "generate/annotations.h"

#include <gmock/gmock.h>

#include "generate/project.h"

namespace godwit::test {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Annotations, RenameWhatTheirLineDeclares) {
  Project project("CREATE TABLE a (x INTEGER, y TEXT);");

  const auto generated = project.generate(
      "CREATE TABLE b ( -- godwit: renamed from a\n"
      "  x INTEGER,\n"
      "  z TEXT -- godwit: renamed from y\n"
      ");");

  ASSERT_TRUE(generated.ok()) << to_string(generated.error());
  EXPECT_THAT(text_of(*generated), HasSubstr("ALTER TABLE a RENAME TO b;"));
  EXPECT_THAT(text_of(*generated), HasSubstr("RENAME COLUMN y TO z;"));
  EXPECT_THAT(text_of(*generated), Not(HasSubstr("DROP")));
}

TEST(Annotations, StandAloneAboveWhatTheyAreAbout) {
  Project project("CREATE TABLE t (a INTEGER, b TEXT);");

  const auto generated = project.generate(
      "CREATE TABLE t (\n"
      "  a INTEGER,\n"
      "  -- godwit: renamed from b\n"
      "  c TEXT\n"
      ");");

  ASSERT_TRUE(generated.ok()) << to_string(generated.error());
  EXPECT_THAT(text_of(*generated), HasSubstr("RENAME COLUMN b TO c;"));
}

TEST(Annotations, AreIgnoredOnceTheOldNameIsGone) {
  Project project("CREATE TABLE t (a INTEGER, c TEXT);");

  const auto generated = project.generate(
      "CREATE TABLE t (a INTEGER,\n  c TEXT -- godwit: renamed from b\n);");

  ASSERT_TRUE(generated.ok()) << to_string(generated.error());
  EXPECT_TRUE(generated->plan.steps.empty());
}

TEST(Annotations, FillWhatIsRequired) {
  Project project("CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (7);");

  const auto generated = project.generate(
      "CREATE TABLE t (\n"
      "  a INTEGER,\n"
      "  b INTEGER NOT NULL -- godwit: fill a + 1\n"
      ");");

  ASSERT_TRUE(generated.ok()) << to_string(generated.error());
  ASSERT_TRUE(project.up().ok());
  EXPECT_EQ(project.ask("SELECT a, b FROM t"), "7,8");
  EXPECT_THAT(text_of(*generated), Not(HasSubstr("-- godwit: fill")));
}

TEST(Annotations, FillNullsOfWhatBecomesRequired) {
  Project project(
      "CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (7), (NULL);");

  const auto generated = project.generate(
      "CREATE TABLE t (a INTEGER NOT NULL -- godwit: fill 0\n);");

  ASSERT_TRUE(generated.ok()) << to_string(generated.error());
  ASSERT_TRUE(project.up().ok());
  EXPECT_EQ(project.ask("SELECT a FROM t"), "7,0");
}

TEST(Annotations, NameTheirPlaceWhereTheyAreWrong) {
  struct Case {
    const char* schema;
    const char* message;
    std::uint32_t line;
  };
  const Case cases[] = {
      {"CREATE TABLE t (a INTEGER,\n  c TEXT -- godwit: renamed b\n);",
       "it does not say what it was renamed from", 2},
      {"CREATE TABLE t (a INTEGER,\n  c TEXT -- godwit: rename from b\n);",
       "a schema has no \"rename\"", 2},
      {"CREATE TABLE t (a INTEGER,\n  c TEXT -- godwit: fill\n);",
       "it does not say what with", 2},
      {"CREATE TABLE t (a INTEGER,\n  b TEXT,\n"
       "  c TEXT -- godwit: renamed from b\n);",
       "column t.b is renamed to c, and still declared", 3},
      {"CREATE TABLE t (a INTEGER, c TEXT, d TEXT -- godwit: renamed from b\n"
       ");",
       "this may be about column t.c or column t.d", 1},
      {"-- godwit: renamed from b\n", "nothing that is declared here", 1},
  };
  for (const Case& one : cases) {
    Project project("CREATE TABLE t (a INTEGER, b TEXT);");

    const auto generated = project.generate(one.schema);

    ASSERT_FALSE(generated.ok()) << one.schema;
    EXPECT_THAT(generated.error().message, HasSubstr(one.message));
    EXPECT_EQ(generated.error().location.line, one.line) << one.schema;
  }
}

TEST(Renames, CanBeGivenBesideTheSchema) {
  Project project("CREATE TABLE a (x INTEGER, y TEXT);");

  const auto generated = project.generate("CREATE TABLE b (x INTEGER, z TEXT);",
                                          {"a=b", "b.y=b.z"});

  ASSERT_TRUE(generated.ok()) << to_string(generated.error());
  EXPECT_THAT(text_of(*generated), Not(HasSubstr("DROP")));
}

TEST(Renames, OfWhatIsNotThereAreRefused) {
  Project project("CREATE TABLE a (x INTEGER);");

  const auto generated =
      project.generate("CREATE TABLE a (x INTEGER);", {"a=c"});

  ASSERT_FALSE(generated.ok());
  EXPECT_THAT(generated.error().message, HasSubstr("renames nothing"));
}

TEST(DeclaredSchema, MayBeInAnyOrderAndInSeveralFiles) {
  Project project("");
  std::filesystem::create_directories(project.path("schema/more"));
  project.write("schema/a.sql",
                "CREATE INDEX i ON t (a);\n"
                "CREATE TRIGGER g AFTER INSERT ON t BEGIN\n"
                "  INSERT INTO log VALUES (new.a);\nEND;\n");
  project.write("schema/more/b.sql", "CREATE TABLE t (a INTEGER);");
  project.write("schema/z.sql", "CREATE TABLE log (a INTEGER);");

  const auto generated = project.generate_of({project.path("schema").string()});

  ASSERT_TRUE(generated.ok()) << to_string(generated.error());
  ASSERT_TRUE(project.up().ok());
  EXPECT_EQ(project.ask("SELECT count(*) FROM sqlite_schema WHERE name IN "
                        "('i', 'g', 't', 'log')"),
            "4");
}

TEST(DeclaredSchema, NamesThePlaceOfAMistake) {
  struct Case {
    const char* schema;
    const char* message;
    std::uint32_t line;
    std::uint32_t column;
  };
  const Case cases[] = {
      {"CREATE TABLE t (a INTEGER);\nCREATE TABLE u (a INTEGER,, b TEXT);",
       "near \",\": syntax error", 2, 27},
      {"CREATE TABLE t (a INTEGER);\nCREATE INDEX i ON u (a);",
       "no such table: main.u", 2, 1},
      {"CREATE TABLE t (a INTEGER);\n\nCREATE TABLE t (b INTEGER);",
       "table t already exists", 3, 14},
      {"CREATE TABLE t (a INTEGER);\nINSERT INTO t VALUES (1);",
       "INSERT is no part of a schema", 2, 1},
      {"CREATE TABLE t (a TEXT DEFAULT 'x);\n", "has no end", 1, 32},
  };
  for (const Case& one : cases) {
    Project project("");

    const auto generated = project.generate(one.schema);

    ASSERT_FALSE(generated.ok()) << one.schema;
    const Error& error = generated.error();
    EXPECT_THAT(error.message, HasSubstr(one.message));
    EXPECT_THAT(error.location.file, testing::EndsWith("schema.sql"));
    EXPECT_EQ(error.location.line, one.line) << one.schema;
    EXPECT_EQ(error.location.column, one.column) << one.schema;
  }
}

TEST(DeclaredSchema, HasNoViewOrTriggerThatCannotWork) {
  Project project("CREATE TABLE t (a INTEGER, b INTEGER);");

  const auto generated = project.generate(
      "CREATE TABLE t (a INTEGER);\nCREATE VIEW v AS SELECT b FROM t;");

  ASSERT_FALSE(generated.ok());
  EXPECT_THAT(generated.error().message,
              HasSubstr("view v would be there and not work"));
}

}  // namespace
}  // namespace godwit::test
