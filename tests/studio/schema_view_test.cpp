// SPDX-License-Identifier: BSL-1.0
//
// The schema as the page gets it, on each dialect.
#include <gmock/gmock.h>

#include "studio/open_studio.h"

namespace godwit::test {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

constexpr Driver shown_driver = Driver::GODWIT_TEST_DRIVER;
constexpr bool on_postgresql = shown_driver == Driver::postgresql;

const std::vector<EmbeddedFiles::File> two = {
    {"0001_person.sql", "CREATE TABLE person (id integer PRIMARY KEY);\n"},
    {"0002_letter.sql",
     "CREATE TABLE letter (id integer PRIMARY KEY,"
     " reader integer REFERENCES person);"
     "ALTER TABLE person ADD COLUMN name text;\n"},
};

std::string id_of(const char* table) {
  return on_postgresql ? std::string("public.") + table : table;
}

TEST(SchemaView, HasTheTablesOfTheLiveDatabase) {
  OpenStudio studio(shown_driver, two);
  execute(studio.database(), two[0].second);
  execute(studio.database(), two[1].second);

  const Json schema = studio.json("schema");

  ASSERT_TRUE(schema.contains("tables")) << schema;
  ASSERT_THAT(schema.at("tables"), SizeIs(2));
  const Json& letter = schema.at("tables")[0];
  EXPECT_EQ(letter.at("id"), id_of("letter"));
  EXPECT_EQ(letter.at("kind"), "table");
  EXPECT_EQ(letter.at("columns")[1].at("foreign"), true);
  EXPECT_TRUE(letter.at("touched_by").is_null());
  ASSERT_THAT(schema.at("edges"), SizeIs(1));
  const Json& edge = schema.at("edges")[0];
  EXPECT_EQ(edge.at("from"), id_of("letter"));
  EXPECT_EQ(edge.at("to"), id_of("person"));
  EXPECT_GE(edge.at("points").size(), 2u);
}

TEST(SchemaView, HasOnlyWhatIsNearATable) {
  OpenStudio studio(shown_driver, two);
  execute(studio.database(), two[0].second);
  execute(studio.database(), two[1].second);
  execute(studio.database(), "CREATE TABLE other (id integer)");

  EXPECT_THAT(studio.json("schema").at("tables"), SizeIs(3));
  EXPECT_THAT(studio.json("schema", {{"focus", id_of("person")}}).at("tables"),
              SizeIs(2));
}

TEST(SchemaView, HasNoMoreInItsBoxesThanAskedFor) {
  OpenStudio studio(shown_driver, two);
  execute(studio.database(), two[0].second);
  execute(studio.database(), two[1].second);
  const auto box_of_person = [&](const char* columns) {
    return studio.json("schema", {{"columns", columns}}).at("tables")[1];
  };

  const Json all = box_of_person("all");
  const Json keys = box_of_person("keys");

  EXPECT_EQ(all.at("rows"), Json({0, 1}));
  EXPECT_EQ(keys.at("rows"), Json({0}));
  EXPECT_EQ(box_of_person("none").at("rows"), Json::array());
  EXPECT_LT(keys.at("height"), all.at("height"));
  EXPECT_EQ(keys.at("columns"), all.at("columns"));
}

TEST(SchemaView, GroupsTablesBySchema) {
  OpenStudio studio(shown_driver, two);
  execute(studio.database(), two[0].second);
  EXPECT_THAT(studio.json("schema").at("groups"), SizeIs(0));
  if (!on_postgresql) return;

  execute(studio.database(),
          "CREATE SCHEMA sales; CREATE TABLE sales.purchase (id integer)");

  const Json schema = studio.json("schema");
  ASSERT_THAT(schema.at("groups"), SizeIs(2));
  const Json& sales = schema.at("groups")[1];
  const Json& purchase = schema.at("tables")[1];
  EXPECT_EQ(sales.at("name"), "sales");
  EXPECT_EQ(purchase.at("name"), "purchase");
  EXPECT_LT(sales.at("x").get<int>(), purchase.at("x").get<int>());
  EXPECT_LT(sales.at("y").get<int>(), purchase.at("y").get<int>());
}

TEST(SchemaView, LeavesHistoriesOut) {
  OpenStudio studio(shown_driver, two, true);
  const Json plan = studio.json("plan", {{"direction", "up"}});
  studio.lines(
      "up",
      {{"direction", "up"}, {"plan", plan.at("hash")}, {"confirm", "yes"}});

  EXPECT_THAT(studio.json("schema").at("tables"), SizeIs(2));
}

TEST(SchemaView, AnswersWhatMakesNoSense) {
  OpenStudio studio(shown_driver, two);

  EXPECT_EQ(studio.call("diagram").status, 400);
  EXPECT_EQ(studio.call("diagram", {{"format", "png"}}).status, 400);
  EXPECT_EQ(
      studio.call("diagram", {{"format", "svg"}, {"focus", "nobody"}}).status,
      400);
  EXPECT_EQ(studio.call("schema", {{"at", 7}}).status, 400);
  EXPECT_EQ(
      studio.call("schema", {{"at", {{"set", "nobody"}, {"version", "1"}}}})
          .status,
      400);
}

TEST(SchemaView, DrawsAsTheCommandDoes) {
  OpenStudio studio(shown_driver, two);
  execute(studio.database(), two[0].second);

  const Json svg = studio.json("diagram", {{"format", "svg"}});
  const Json mermaid =
      studio.json("diagram", {{"format", "mermaid"}, {"columns", "none"}});

  EXPECT_THAT(svg.at("text").get<std::string>(), HasSubstr("<svg"));
  EXPECT_EQ(mermaid.at("text"), "erDiagram\n  t1[\"person\"]\n");
}

TEST(SchemaView, KnowsWhatEachMigrationDid) {
  OpenStudio studio(shown_driver, two);
  execute(studio.database(), two[0].second);
  execute(studio.database(), two[1].second);

  const Json schema = studio.json("schema", {{"touched", true}});
  const Json before = studio.json(
      "schema", {{"at", {{"set", "test_migrations"}, {"version", "0002"}}}});
  const Json changes =
      studio.json("changes", {{"set", "test_migrations"}, {"version", "0002"}});

  const Json& touched = schema.at("tables")[1].at("touched_by");
  ASSERT_THAT(touched, SizeIs(2));
  EXPECT_EQ(touched[1].at("version"), "0002");
  EXPECT_EQ(touched[1].at("name"), "letter");
  ASSERT_THAT(before.at("tables"), SizeIs(2));
  EXPECT_EQ(before.at("tables")[0].at("change"), "added");
  EXPECT_EQ(before.at("tables")[1].at("change"), "changed");
  EXPECT_THAT(changes.at("changes").dump(), HasSubstr("person.name"));
}

TEST(SchemaView, OneThatDoesNotRunLeavesThoseBeforeItAlone) {
  std::vector<EmbeddedFiles::File> files = two;
  files.emplace_back("0003_bad.sql", "CREATE TABLE bad (id integer PRIMARY,);");
  files.emplace_back("0004_more.sql", "CREATE TABLE more (id integer);\n");
  OpenStudio studio(shown_driver, files);
  execute(studio.database(), two[0].second);
  const auto at = [](const char* version) {
    return Json{{"set", "test_migrations"}, {"version", version}};
  };

  for (int time = 0; time < 2; ++time) {
    const Json before = studio.json("schema", {{"at", at("0002")}});
    ASSERT_TRUE(before.contains("tables")) << before;
    EXPECT_THAT(before.at("tables"), SizeIs(2));
    EXPECT_EQ(studio.call("changes", at("0001")).status, 200);
    EXPECT_EQ(studio.json("schema", {{"touched", true}})
                  .at("tables")[0]
                  .at("touched_by")
                  .size(),
              2u);
    for (const char* version : {"0003", "0004"}) {
      const Json failed = studio.json("schema", {{"at", at(version)}});
      ASSERT_TRUE(failed.contains("error")) << version << failed;
      EXPECT_THAT(failed.at("error").at("message").get<std::string>(),
                  HasSubstr("0003_bad.sql:1:"));
      EXPECT_THAT(studio.json("changes", at(version)).dump(),
                  HasSubstr("0003_bad.sql:1:"));
    }
  }
}

TEST(SchemaView, OneThatIsRefusedLeavesThoseBeforeItAlone) {
  if (!on_postgresql) GTEST_SKIP() << "a server is to be reached beyond";
  std::vector<EmbeddedFiles::File> files = two;
  files.emplace_back("0003_server.sql",
                     "CREATE TABLE near (id integer);\n"
                     "CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw;\n");
  OpenStudio studio(shown_driver, files);
  const auto at = [](const char* version) {
    return Json{{"set", "test_migrations"}, {"version", version}};
  };

  EXPECT_EQ(studio.call("schema", {{"at", at("0002")}}).status, 200);
  EXPECT_THAT(studio.json("schema", {{"at", at("0003")}}).dump(),
              HasSubstr("0003_server.sql:2:1: "));
}

}  // namespace
}  // namespace godwit::test
