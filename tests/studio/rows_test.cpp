// SPDX-License-Identifier: BSL-1.0
// Rows as the page asks for them. What comes of them is proved in tests/rows.
#include <gmock/gmock.h>
#include <godwit/godwit.h>
#include <gtest/gtest.h>

#include "check/check.h"
#include "studio/open_studio.h"

namespace godwit::test {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;

constexpr Driver tested = Driver::GODWIT_TEST_DRIVER;
constexpr bool on_postgresql = tested == Driver::postgresql;

constexpr const char* person =
    "CREATE TABLE person (id integer PRIMARY KEY, name text NOT NULL, age "
    "integer);";

std::vector<EmbeddedFiles::File> files() {
  return {{"0001_person.sql", std::string("-- migrate:up\n") + person +
                                  "\n-- migrate:down\nDROP TABLE person;\n"}};
}

// Of a studio whose database has two people.
class StudioRows : public testing::Test {
 protected:
  explicit StudioRows(bool write = true) : studio_(tested, files(), write) {
    execute(studio_.database(),
            std::string(person) +
                "INSERT INTO person VALUES (1, 'Ada', NULL), (2, '', 7)");
  }

  std::string table() const {
    return on_postgresql ? "public.person" : "person";
  }
  Json rows() { return studio_.json("rows", {{"table", table()}}); }
  Json update(const Json& row, const Json& values) {
    return {{"kind", "update"},
            {"table", table()},
            {"key", row["key"]},
            {"version", row["version"]},
            {"values", values}};
  }
  Json edits(const Json& list, const char* as) {
    return studio_.json("edits",
                        {{"edits", list}, {"as", as}, {"name", "Set ages"}});
  }

  OpenStudio studio_;
};

class StudioRowsToRead : public StudioRows {
 protected:
  StudioRowsToRead() : StudioRows(false) {}
};

TEST_F(StudioRows, AreAnsweredWithColumnsKeyAndStatement) {
  const Json answer = rows();

  EXPECT_EQ(answer["rows"][0]["cells"], Json::parse(R"(["1","Ada",null])"));
  EXPECT_EQ(answer["rows"][1]["cells"], Json::parse(R"(["2","","7"])"));
  EXPECT_EQ(answer["key"],
            Json::parse(R"({"kind":"primary key","columns":["id"]})"));
  EXPECT_EQ(answer["columns"][1]["name"], "name");
  EXPECT_EQ(answer["columns"][1]["nullable"], false);
  EXPECT_TRUE(answer["next"].is_null());
  EXPECT_THAT(answer["sql"].get<std::string>(), HasSubstr("person"));
  const Json sent = studio_.json("statements")["statements"];
  ASSERT_EQ(sent.size(), 1u);
  EXPECT_EQ(sent[0]["sql"], answer["sql"]);
  EXPECT_EQ(sent[0]["rows"], 2);
}

TEST_F(StudioRows, AreOfTheTableOfThatIdWhateverItsName) {
  execute(studio_.database(),
          R"(CREATE TABLE "a.b ""c""; --" (id integer PRIMARY KEY);
             INSERT INTO "a.b ""c""; --" VALUES (7))");
  const std::string schema = on_postgresql ? "public." : "";

  const Json answer =
      studio_.json("rows", {{"table", schema + R"("a.b ""c""; --")"}});

  EXPECT_EQ(answer["rows"][0]["cells"], Json::parse(R"(["7"])")) << answer;
}

TEST_F(StudioRows, ComePageByPage) {
  Json body = {{"table", table()},
               {"limit", 1},
               {"sort", Json::parse(R"([{"column":"age"}])")}};
  const Json first = studio_.json("rows", body);
  body["after"] = first["next"];
  const Json second = studio_.json("rows", body);

  EXPECT_EQ(first["rows"].size(), 1u);
  EXPECT_EQ(second["rows"].size(), 1u);
  EXPECT_NE(first["rows"], second["rows"]);
  EXPECT_TRUE(second["next"].is_null());
}

TEST_F(StudioRows, AreFilteredAndCounted) {
  const Json filters =
      Json::parse(R"([{"column":"name","operator":"begins","value":"A"}])");

  EXPECT_EQ(
      studio_.json("rows", {{"table", table()}, {"filters", filters}})["rows"]
          .size(),
      1u);
  const Json counted = studio_.json(
      "count", {{"table", table()}, {"where", "id > 0"}, {"exact", true}});
  EXPECT_EQ(counted["count"], 2);
}

TEST_F(StudioRows, AreSetAndComeBackAsTheyAre) {
  const Json before = rows();

  const Json answer = edits(
      {update(before["rows"][0], {{"age", {{"value", "30"}}}}),
       {{"kind", "insert"},
        {"table", table()},
        {"values", {{"id", {{"value", "3"}}}, {"name", {{"value", "NULL"}}}}}}},
      "apply");

  EXPECT_EQ(answer["done"], 2);
  EXPECT_EQ(answer["rows"][0]["cells"], Json::parse(R"(["1","Ada","30"])"));
  EXPECT_EQ(answer["rows"][1]["cells"], Json::parse(R"(["3","NULL",null])"));
  EXPECT_NE(answer["rows"][0]["version"], before["rows"][0]["version"]);
}

TEST_F(StudioRows, ThatSomebodyElseHasChangedAreShown) {
  const Json before = rows();
  execute(studio_.database(), "UPDATE person SET age = 99 WHERE id = 1");
  Json edit = update(before["rows"][0], {{"age", {{"null", true}}}});
  edit["before"] = {{"age", nullptr}};

  const Json conflict = edits(Json::array({edit}), "apply")["conflict"];

  EXPECT_EQ(conflict["edit"], 0);
  EXPECT_EQ(conflict["before"], Json::parse(R"({"age":null})"));
  EXPECT_EQ(conflict["mine"], Json::parse(R"({"age":{"null":true}})"));
  EXPECT_EQ(conflict["theirs"]["age"], "99");
  EXPECT_TRUE(conflict["version"].is_string());
}

TEST_F(StudioRows, AreRefusedAtTheirCell) {
  const Json answer = edits(
      Json::array({update(rows()["rows"][0], {{"name", {{"null", true}}}})}),
      "apply");

  EXPECT_EQ(answer["error"]["edit"], 0);
  EXPECT_EQ(answer["error"]["column"], "name");
  EXPECT_EQ(answer["error"]["code"], "statement_failed");
}

// Of a set with these files more; whatever is wrong with it fails the test.
std::vector<EmbeddedFiles::File> checked(
    Dialect dialect, std::initializer_list<EmbeddedFiles::File> more) {
  auto all = files();
  all.insert(all.end(), more);
  const EmbeddedFiles carried(dialect, all);
  const auto result = check::check(carried.set(), {}).value();
  for (const auto& finding : result.findings) {
    ADD_FAILURE() << finding.what.message;
  }
  return all;
}

TEST_F(StudioRows, BecomeAMigrationAndASeedThatCheckTakes) {
  const Json list =
      Json::array({update(rows()["rows"][0], {{"age", {{"value", "5"}}}})});

  const Json migration = edits(list, "migration");
  const Json seed = edits(list, "seed");

  EXPECT_EQ(migration["file"], "0002_set_ages.sql");
  EXPECT_EQ(seed["file"], "0001_set_ages.sql");
  checked(studio_.studio().dialect(),
          {{"0002_set_ages.sql", migration["text"].get<std::string>()},
           {"seed/0001_set_ages.sql", seed["text"].get<std::string>()}});
}

TEST_F(StudioRows, BecomeAMigrationThatDoesTheSameElsewhereAndTakesItBack) {
  const std::string all =
      "SELECT id, name, coalesce(age, -1) FROM person "
      "ORDER BY id";
  const Json before = rows();
  Json removal = update(before["rows"][1], Json::object());
  removal["kind"] = "delete";
  const Json addition = {
      {"kind", "insert"},
      {"table", table()},
      {"values",
       {{"id", {{"value", "3"}}}, {"name", {{"value", "a\n-- b;\n"}}}}}};
  const Json list =
      Json::array({update(before["rows"][0],
                          {{"name", {{"value", "a\n-- migrate:down\nb"}}}}),
                   removal, addition});
  const Json migration = edits(list, "migration");
  const EmbeddedFiles more(studio_.studio().dialect(),
                           checked(studio_.studio().dialect(),
                                   {{migration["file"].get<std::string>(),
                                     migration["text"].get<std::string>()}}));
  const auto copy = EphemeralDatabase::create(tested);
  auto connection = connect(copy.url()).value();
  Migrator migrator(connection, more.set());
  ASSERT_TRUE(migrator.up({.to = Version(1)}).ok());
  execute(copy, "INSERT INTO person VALUES (1, 'Ada', NULL), (2, '', 7)");
  const auto rows_before = test::rows(copy, all);

  ASSERT_TRUE(migrator.up().ok());
  EXPECT_EQ(edits(list, "apply")["done"], 3);
  EXPECT_EQ(test::rows(copy, all), test::rows(studio_.database(), all));
  ASSERT_TRUE(migrator.down().ok());
  EXPECT_EQ(test::rows(copy, all), rows_before);
}

TEST_F(StudioRows, BecomeAMigrationThatSaysWhyThereIsNoWayBack) {
  execute(studio_.database(),
          on_postgresql ? "CREATE TABLE \"a\nb\" (id serial PRIMARY KEY)"
                        : "CREATE TABLE \"a\nb\" (id integer PRIMARY KEY)");
  const std::string id = (on_postgresql ? "public." : "");

  const Json migration =
      edits(Json::array({{{"kind", "insert"}, {"table", id + "\"a\nb\""}}}),
            "migration");

  // In one line, whatever the name says.
  EXPECT_THAT(migration["text"].get<std::string>(),
              MatchesRegex("-- migrate:up\n-- godwit: irreversible only the "
                           "database knows \"id\" of a row of .*\\\\nb\"\n"
                           "INSERT INTO .*\"a\nb\" DEFAULT VALUES;\n"))
      << migration;
}

TEST_F(StudioRows, OfAStatementHaveTypesAndItsFailureAPlace) {
  const Json answer = studio_.json("run", {{"sql", "SELECT id FROM person"}});
  const Json failed =
      studio_.json("run", {{"sql", "SELECT 1; SELECT nothing_such"}});

  EXPECT_EQ(answer["results"][0]["columns"],
            Json::parse(on_postgresql ? R"([{"name":"id","type":"integer"}])"
                                      : R"([{"name":"id","type":"INTEGER"}])"));
  EXPECT_EQ(answer["results"][0]["rows"], Json::parse(R"([["1"],["2"]])"));
  EXPECT_EQ(failed["error"]["offset"], 17);
  EXPECT_EQ(failed["results"].size(), 1u);
}

TEST_F(StudioRows, AreExported) {
  EXPECT_EQ(
      studio_.call("export", {{"table", table()}, {"format", "csv"}}).body,
      "id,name,age\n1,Ada,\n2,\"\",7\n");
}

TEST_F(StudioRows, AreAskedForInTheRightWords) {
  for (const Json& body :
       {Json::parse(R"({})"), Json::parse(R"({"table":7})"),
        Json{{"table", table()}, {"limit", 5000}},
        Json{{"table", table()}, {"after", {{"values", Json::array()}}}},
        Json{{"table", table()}, {"after", {{"values", "x"}}}},
        Json{{"table", table()},
             {"filters", Json::parse(R"([{"column":"id","operator":"!"}])")}},
        Json{{"table", "nothing.such"}}, Json{{"table", "a b"}},
        Json{{"table", "a; --"}}}) {
    const Json answer = studio_.json("rows", body);
    EXPECT_EQ(answer["error"]["code"], "invalid_argument") << body;
  }
}

TEST_F(StudioRowsToRead, AreNotChanged) {
  const Json list =
      Json::array({update(rows()["rows"][0], {{"age", {{"value", "5"}}}})});

  const Reply applied =
      studio_.call("edits", {{"edits", list}, {"as", "apply"}});
  const Reply ran = studio_.call(
      "run",
      {{"sql", "DELETE FROM person"}, {"write", true}, {"commit", true}});

  EXPECT_EQ(applied.status, 403);
  EXPECT_EQ(ran.status, 403);
  // As SQL they are nobody's harm.
  EXPECT_THAT(edits(list, "sql")["text"].get<std::string>(),
              HasSubstr("UPDATE"));
  EXPECT_EQ(test::rows(studio_.database(), "SELECT count(*) FROM person")[0][0],
            "2");
}

}  // namespace
}  // namespace godwit::test
