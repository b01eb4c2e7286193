// SPDX-License-Identifier: BSL-1.0
//
// What the page asks for, by the way that it asks, on each dialect.
#include <gmock/gmock.h>
#include <godwit/godwit.h>

#include <chrono>
#include <thread>

#include "studio/answer.h"
#include "studio/open_studio.h"

namespace godwit::test {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

constexpr Driver driver = Driver::GODWIT_TEST_DRIVER;
constexpr bool postgresql = driver == Driver::postgresql;

const std::vector<EmbeddedFiles::File> three = {
    {"0001_person.sql",
     "-- migrate:up\nCREATE TABLE person (id integer PRIMARY KEY);\n"
     "-- migrate:down\nDROP TABLE person;\n"},
    {"0002_email.sql",
     "-- migrate:up\nALTER TABLE person ADD COLUMN email text;\n"
     "-- migrate:down\nALTER TABLE person DROP COLUMN email;\n"},
    {"0003_drop.sql",
     "-- migrate:up\nALTER TABLE person DROP COLUMN email;\n"
     "-- migrate:down\nALTER TABLE person ADD COLUMN email text;\n"},
};

Json run(OpenStudio& studio, const char* direction, const Json& extent = {}) {
  Json body = extent.is_object() ? extent : Json::object();
  body["direction"] = direction;
  body["plan"] = studio.json("plan", body).at("hash");
  body["confirm"] = "yes";
  const std::vector<Json> lines = studio.lines(direction, body);
  EXPECT_FALSE(lines.empty());
  return lines.empty() ? Json() : lines.back();
}

TEST(Endpoints, TheOverviewCountsWhatThereIs) {
  OpenStudio studio(driver, three, true);
  run(studio, "up", {{"steps", 2}});

  const Json overview = studio.json("overview");

  ASSERT_TRUE(overview.contains("sets")) << overview;
  EXPECT_EQ(overview.at("dialect"), postgresql ? "postgresql" : "sqlite");
  EXPECT_THAT(overview.at("server").get<std::string>(),
              HasSubstr(postgresql ? "PostgreSQL 1" : "SQLite 3."));
  EXPECT_EQ(overview.at("user").is_null(), !postgresql);
  EXPECT_EQ(overview.at("superuser"), postgresql);
  EXPECT_EQ(overview.at("write"), true);
  EXPECT_EQ(overview.at("local"), true);
  EXPECT_TRUE(overview.at("confirm").is_null());
  EXPECT_TRUE(overview.at("protected").is_null());
  EXPECT_TRUE(overview.at("lock").is_null());
  ASSERT_THAT(overview.at("sets"), SizeIs(1));
  const Json& set = overview.at("sets")[0];
  EXPECT_EQ(set.at("name"), "test_migrations");
  EXPECT_THAT(set.at("history_table").get<std::string>(),
              HasSubstr("godwit_migrations"));
  EXPECT_EQ(set.at("applied"), 2);
  EXPECT_EQ(set.at("pending"), 1);
  EXPECT_EQ(set.at("edited"), 0);
  EXPECT_EQ(overview.at("drift"), "unknown");
  EXPECT_THAT(overview.at("drift_reason").get<std::string>(),
              HasSubstr("did not write down"));
}

TEST(Endpoints, DocumentsAreThoseOfTheCommands) {
  OpenStudio studio(driver, three, true);
  run(studio, "up");

  const Json status = studio.json("status");
  EXPECT_EQ(status.at("command"), "status");
  EXPECT_EQ(status.at("up_to_date"), true);
  EXPECT_THAT(status.at("migrations"), SizeIs(3));
  const Json history = studio.json("history");
  EXPECT_EQ(history.at("command"), "history");
  EXPECT_EQ(history.at("runs")[0].at("action"), "up");
  const Json plan = studio.json("plan", {{"direction", "down"}});
  EXPECT_EQ(plan.at("command"), "plan");
  EXPECT_EQ(plan.at("direction"), "down");
  EXPECT_EQ(plan.at("steps")[0].at("version"), "0003");
  const Json nothing = studio.json("plan", {{"direction", "up"}});
  EXPECT_THAT(nothing.at("steps"), SizeIs(0));
}

TEST(Endpoints, AMigrationHasBothHalvesItsStateAndWhatLintSays) {
  OpenStudio studio(driver, three, true);
  run(studio, "up");

  const Json one = studio.json(
      "migration", {{"set", "test_migrations"}, {"version", "0003"}});

  EXPECT_EQ(one.at("name"), "drop");
  EXPECT_EQ(one.at("state"), "applied");
  EXPECT_THAT(one.at("up").get<std::string>(), HasSubstr("DROP COLUMN email"));
  EXPECT_THAT(one.at("down").get<std::string>(), HasSubstr("ADD COLUMN email"));
  EXPECT_EQ(one.at("applied").at("batch"), 1);
  EXPECT_TRUE(one.at("applied").at("at").is_string());
  EXPECT_TRUE(one.at("applied").at("by").is_string());
  EXPECT_TRUE(one.at("applied").at("duration_us").is_number());
  bool warned = false;
  for (const Json& finding : one.at("findings")) {
    warned = warned || finding.at("rule") == "drop-column";
  }
  EXPECT_TRUE(warned) << one.at("findings");
  const Json first = studio.json(
      "migration", {{"set", "test_migrations"}, {"version", "0001"}});
  for (const Json& finding : first.at("findings")) {
    EXPECT_NE(finding.at("rule"), "drop-column");
  }
}

Result<void> do_nothing(Database&) { return {}; }

TEST(Endpoints, AMigrationInCodeHasNoTextToShow) {
  const EmbeddedFunctions functions{do_nothing, do_nothing};
  OpenStudio studio(driver, {three[0], {"0002_code.cpp", "// sha256: 0\n"}},
                    true);
  studio.files().with_code(1, functions);
  run(studio, "up");

  const Json one = studio.json(
      "migration", {{"set", "test_migrations"}, {"version", "0002"}});

  EXPECT_EQ(one.at("language"), "C++");
  EXPECT_EQ(one.at("state"), "applied");
  EXPECT_EQ(one.at("reversible"), true);
  EXPECT_TRUE(one.at("up").is_null());
  EXPECT_TRUE(one.at("down").is_null());
}

TEST(Endpoints, AMigrationThatTheSetDoesNotHaveIsThatOfTheHistory) {
  OpenStudio studio(driver, {three[0]}, true);
  {
    const EmbeddedFiles newer(dialect_of(driver), {three[0], three[1]});
    auto connection = connect(studio.database().url()).value();
    ASSERT_TRUE(Migrator(connection, newer.set()).up().ok());
  }

  const Json one = studio.json(
      "migration", {{"set", "test_migrations"}, {"version", "0002"}});

  EXPECT_EQ(one.at("state"), "newer");
  EXPECT_TRUE(one.at("file").is_null());
  EXPECT_THAT(one.at("down").get<std::string>(),
              HasSubstr("DROP COLUMN email"));
  EXPECT_EQ(studio.json("overview").at("sets")[0].at("newer"), 1);
}

TEST(Endpoints, WhatIsAskedForMustMakeSense) {
  OpenStudio studio(driver, three, true);
  const Json wrong[] = {
      {{"direction", "sideways"}},
      Json::object(),
      {{"direction", "up"}, {"to", 3}},
      {{"direction", "up"}, {"to", "nonsense"}},
      {{"direction", "up"}, {"steps", 0}},
      {{"direction", "up"}, {"steps", -1}},
      {{"direction", "up"}, {"steps", 1}, {"to", "0002"}},
      {{"direction", "up"}, {"set", "nobody's"}},
      {{"direction", "up"}, {"to", "0099"}},
  };
  for (const Json& body : wrong) {
    EXPECT_EQ(studio.call("plan", body).status, 400) << body;
  }
  EXPECT_EQ(studio.call("migration").status, 400);
  EXPECT_EQ(studio.call("migration", {{"set", "test_migrations"}}).status, 400);
  EXPECT_EQ(
      studio
          .call("migration", {{"set", "test_migrations"}, {"version", "0099"}})
          .status,
      400);
}

TEST(Endpoints, UpAndDownDoWhatWasLookedAtAndTellOfItAsItHappens) {
  OpenStudio studio(driver, three, true);
  const Json plan = studio.json("plan", {{"direction", "up"}});

  const std::vector<Json> lines =
      studio.lines("up", {{"plan", plan.at("hash")}, {"confirm", "yes"}});

  std::vector<std::string> finished;
  for (const Json& line : lines) {
    if (line.value("event", "") == "finished")
      finished.push_back(line.at("version"));
  }
  EXPECT_THAT(finished, testing::ElementsAre("0001", "0002", "0003"));
  const Json& report = lines.back().at("report");
  EXPECT_EQ(report.at("command"), "up");
  EXPECT_EQ(report.at("ok"), true);
  EXPECT_THAT(report.at("done"), SizeIs(3));
  EXPECT_THAT(rows(studio.database(), "SELECT count(*) FROM person"),
              testing::ElementsAre(testing::ElementsAre("0")));

  EXPECT_THAT(run(studio, "down", {{"to", "0001"}}).at("report").at("done"),
              SizeIs(2));
  EXPECT_EQ(studio.json("overview").at("sets")[0].at("applied"), 1);
}

TEST(Endpoints, APlanThatIsOutdatedIsNotRun) {
  OpenStudio studio(driver, three, true);
  const Json hash = studio.json("plan", {{"direction", "up"}}).at("hash");
  run(studio, "up", {{"steps", 1}});

  const Reply reply = studio.call("up", {{"plan", hash}, {"confirm", "yes"}});

  EXPECT_EQ(reply.status, 409);
  EXPECT_EQ(Json::parse(reply.body).at("error").at("code"), "plan_outdated");
  EXPECT_EQ(studio.call("up", {{"confirm", "yes"}}).status, 400);
  EXPECT_EQ(studio.call("up", {{"plan", hash}}).status, 400);
  EXPECT_EQ(studio.json("overview").at("sets")[0].at("applied"), 1);
}

TEST(Endpoints, AMigrationThatFailsIsInTheReport) {
  OpenStudio studio(
      driver, {three[0], {"0002_broken.sql", "INSERT INTO nobody VALUES (1);"}},
      true);

  const Json report = run(studio, "up").at("report");

  EXPECT_EQ(report.at("ok"), false);
  EXPECT_EQ(report.at("exit_code"), 1);
  EXPECT_THAT(report.at("done"), SizeIs(1));
  EXPECT_EQ(report.at("failed").at("version"), "0002");
  EXPECT_EQ(report.at("error").at("code"), "statement_failed");
  EXPECT_EQ(report.at("error").at("line"), 1);
}

TEST(Endpoints, AProtectedDatabaseIsNotMigratedFromThePage) {
  OpenStudio studio(driver, three, true);
  run(studio, "up", {{"steps", 1}});
  {
    const EmbeddedFiles files(dialect_of(driver), three);
    auto connection = connect(studio.database().url()).value();
    ASSERT_TRUE(
        Migrator(connection, files.set()).protect({.reason = "the real one"}));
  }
  const Json hash = studio.json("plan", {{"direction", "up"}}).at("hash");

  const Reply reply = studio.call("up", {{"plan", hash}, {"confirm", "yes"}});

  EXPECT_EQ(reply.status, 403);
  EXPECT_THAT(reply.body, HasSubstr("the real one"));
  EXPECT_EQ(studio.json("overview").at("protected"), "the real one");
}

TEST(Endpoints, DriftIsThatOfTheCommandAndKnownToTheOverview) {
  OpenStudio studio(driver, three, true);
  run(studio, "up");
  execute(studio.database(), "ALTER TABLE person ADD COLUMN by_hand integer");

  const Json drift = studio.json("drift");
  EXPECT_EQ(drift.at("command"), "drift");
  EXPECT_THAT(drift.at("objects"), SizeIs(1));
  EXPECT_THAT(drift.at("revert").get<std::string>(), HasSubstr("by_hand"));
  EXPECT_THAT(drift.at("adopt").get<std::string>(), HasSubstr("by_hand"));
  EXPECT_EQ(studio.json("overview").at("drift"), "differs");
}

TEST(Endpoints, AHistoryThatOthersHaveLockedIsNotWaitedForAMinute) {
  if (!postgresql) GTEST_SKIP() << "command_test.py locks a file of SQLite";
  OpenStudio studio(driver, three, true);
  run(studio, "up");
  // Whoever waits as long as that finds it free, and no error.
  std::thread other([&] {
    EXPECT_ANY_THROW(
        execute(studio.database(),
                "BEGIN; LOCK TABLE godwit_migrations IN ACCESS EXCLUSIVE MODE; "
                "SELECT pg_sleep(30); COMMIT"));
  });
  const char* locked =
      "SELECT count(*) > 0 FROM pg_locks WHERE granted AND "
      "relation = 'godwit_migrations'::regclass AND "
      "mode = 'AccessExclusiveLock'";
  while (rows(studio.database(), locked)[0][0] != "t") {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }

  std::vector<std::thread> tabs;
  for (const char* name : {"overview", "status", "history", "drift", "plan"}) {
    tabs.emplace_back([&studio, name] {
      const Reply reply = studio.call(name, {{"direction", "up"}});
      EXPECT_EQ(reply.status, 409) << name;
      EXPECT_THAT(reply.body, HasSubstr("is locked by")) << name;
    });
  }
  for (std::thread& tab : tabs) tab.join();
  rows(studio.database(),
       "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE "
       "relation = 'godwit_migrations'::regclass AND "
       "mode = 'AccessExclusiveLock'");
  other.join();
}

TEST(Endpoints, WhatASuperuserIsRefusedWhileHeReadsIsNoLackOfAGrant) {
  if (!postgresql) GTEST_SKIP() << "there are no roles";
  OpenStudio studio(driver, three);
  execute(studio.database(), "CREATE TABLE one (id integer)");

  for (const char* sql : {"INSERT INTO one VALUES (1)",
                          "EXPLAIN SELECT pg_read_file('/etc/hostname')"}) {
    const Json error = studio.json("explain", {{"sql", sql}}).at("error");
    const std::string hint = error.at("hint").get<std::string>();
    EXPECT_EQ(error.at("sqlstate"), "42501") << error;
    EXPECT_THAT(hint, HasSubstr("runs as pg_read_all_data"));
    EXPECT_THAT(hint, testing::Not(HasSubstr("GRANT")));
  }
}

TEST(Endpoints, AWordThatBeginsNoStatementIsNotSaidToWrite) {
  OpenStudio studio(driver, three);

  const auto message = [&](const char* sql) {
    const Json answer = studio.json("run", {{"sql", sql}});
    return answer.at("error").at("message").get<std::string>();
  };

  EXPECT_THAT(message("SELEC 1"), testing::Not(HasSubstr("may write")));
  EXPECT_THAT(message("SELEC 1"), HasSubstr("SELEC"));
  if (driver == Driver::sqlite) return;  // which asks for each action
  EXPECT_THAT(message("SELEC 1"), HasSubstr("no statement"));
  EXPECT_THAT(message("reindex person"), HasSubstr("may write"));
}

/// Of two sets with a database in common.
class EndpointsOfTwoSets : public testing::Test {
 protected:
  Json ask_for(std::string_view name, const Json& body, int status) {
    const studio::CallAnswer answer(studio_, name, body.dump(), {});
    EXPECT_EQ(answer.status(), status) << answer.text();
    return Json::parse(answer.text());
  }

  const EphemeralDatabase database_ = EphemeralDatabase::create(driver);
  const EmbeddedFiles shop_{
      {.name = "shop", .dialect = dialect_of(driver)},
      {{"0001_shop.sql", "CREATE TABLE shop (id integer PRIMARY KEY);"}}};
  const EmbeddedFiles audit_{
      {.name = "audit", .dialect = dialect_of(driver)},
      {{"0001_audit.sql", "CREATE TABLE audit (id integer PRIMARY KEY);"}}};
  const std::string schema_ = postgresql ? "public." : "";
  studio::Studio studio_{
      {.url = driver::DatabaseUrl::parse(database_.url()).value(),
       .sets = {{.embedded = shop_.set(), .history_table = schema_ + "one"},
                {.embedded = audit_.set(), .history_table = schema_ + "two"}},
       .write = true}};
};

TEST_F(EndpointsOfTwoSets, UpIsAboutAllAndDownAboutOne) {
  const Json up = ask_for("plan", {{"direction", "up"}}, 200);
  EXPECT_THAT(up.at("steps"), SizeIs(2));
  const Json part = ask_for("plan", {{"direction", "up"}, {"steps", 1}}, 400);
  EXPECT_THAT(part.at("error").at("hint").get<std::string>(),
              HasSubstr("audit"));
  const Json one = ask_for(
      "plan", {{"direction", "up"}, {"set", "audit"}, {"steps", 1}}, 200);
  EXPECT_THAT(one.at("steps"), SizeIs(1));
  EXPECT_EQ(one.at("steps").at(0).at("set"), "audit");
  ask_for("plan", {{"direction", "down"}}, 400);
  ask_for("plan", {{"direction", "down"}, {"set", "shop"}}, 200);
}

TEST_F(EndpointsOfTwoSets, TheOverviewHasEach) {
  const Json overview = ask_for("overview", Json::object(), 200);
  ASSERT_THAT(overview.at("sets"), SizeIs(2));
  EXPECT_EQ(overview.at("sets").at(0).at("name"), "shop");
  EXPECT_EQ(overview.at("sets").at(1).at("pending"), 1);
}

TEST(Endpoints, StatementsAreThoseSinceTheLastLook) {
  OpenStudio studio(driver, three);
  studio.studio().note({.sql = "SELECT 1", .rows = 1});
  studio.studio().note({.sql = "SELECT 2"});

  const Json all = studio.json("statements").at("statements");
  const Json since = studio.json("statements", {{"since", all[0].at("number")}})
                         .at("statements");

  ASSERT_THAT(all, SizeIs(2));
  EXPECT_EQ(all[0].at("sql"), "SELECT 1");
  EXPECT_EQ(all[0].at("rows"), 1);
  EXPECT_TRUE(all[1].at("rows").is_null());
  ASSERT_THAT(since, SizeIs(1));
  EXPECT_EQ(since[0].at("sql"), "SELECT 2");
}

/// One that takes as long as nobody stops it.
std::vector<EmbeddedFiles::File> endless() {
  return {{"0001_endless.sql",
           postgresql
               ? "SELECT pg_sleep(60);"
               : "CREATE TABLE t AS WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL "
                 "SELECT n + 1 FROM c) SELECT max(n) AS n FROM c;"}};
}

/// Asks for `up`, and waits until it has begun.
std::unique_ptr<RawConnection> begin_endless(OpenStudio& studio) {
  const Json hash = studio.json("plan", {{"direction", "up"}}).at("hash");
  auto connection = std::make_unique<RawConnection>(studio.port());
  connection->send(studio.request(
      "up", Json{{"plan", hash}, {"confirm", "yes"}, {"id", "run-1"}}.dump()));
  while (studio.json("overview").at("lock").is_null()) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return connection;
}

TEST(Endpoints, CancelEndsARun) {
  OpenStudio studio(driver, endless(), true);
  const auto connection = begin_endless(studio);

  EXPECT_EQ(studio.json("cancel", {{"id", "somebody's"}}).at("cancelled"),
            false);
  EXPECT_EQ(studio.json("cancel", {{"id", "run-1"}}).at("cancelled"), true);

  EXPECT_THAT(connection->reply().body, HasSubstr("\"code\":\"cancelled\""));
  EXPECT_EQ(studio.json("cancel", {{"id", "run-1"}}).at("cancelled"), false);
}

TEST(Endpoints, ABrowserThatGoesEndsItsRun) {
  OpenStudio studio(driver, endless(), true);
  begin_endless(studio).reset();

  const auto begin = std::chrono::steady_clock::now();
  while (!studio.json("overview").at("lock").is_null()) {
    ASSERT_LT(std::chrono::steady_clock::now() - begin,
              std::chrono::seconds(10));
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  EXPECT_EQ(studio.json("overview").at("sets")[0].at("pending"), 1);
}

/// Asks for what runs the migrations somewhere else, of which nothing shows
/// when it has begun.
std::unique_ptr<RawConnection> begin_replay(OpenStudio& studio,
                                            const char* name, Json body) {
  body["id"] = "replay";
  auto connection = std::make_unique<RawConnection>(studio.port());
  connection->send(studio.request(name, body.dump()));
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  return connection;
}

TEST(Endpoints, CancelEndsWhatReplaysTheMigrations) {
  OpenStudio studio(driver, endless(), true);
  const EmbeddedFiles files(dialect_of(driver), endless());
  auto known = connect(studio.database().url()).value();
  ASSERT_TRUE(
      Migrator(known, files.set()).baseline({Version(1), "made by hand"}).ok());
  studio.enter();
  const Json first = {{"set", "test_migrations"}, {"version", "0001"}};
  for (const auto& [name, body] :
       {std::pair<const char*, Json>("schema", {{"touched", true}}),
        std::pair<const char*, Json>("schema", {{"at", first}}),
        std::pair<const char*, Json>("changes", first),
        std::pair<const char*, Json>("drift", Json::object())}) {
    const auto connection = begin_replay(studio, name, body);

    EXPECT_EQ(studio.json("cancel", {{"id", "replay"}}).at("cancelled"), true);

    EXPECT_THAT(connection->reply().body, HasSubstr("\"code\":\"cancelled\""))
        << name;
  }
}

TEST(Endpoints, TheEndOfStudioEndsWhatReplaysTheMigrations) {
  OpenStudio studio(driver, endless());
  studio.enter();
  const auto connection = begin_replay(studio, "schema", {{"touched", true}});

  const auto begin = std::chrono::steady_clock::now();
  studio.end();

  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
}

TEST(Endpoints, TheEndOfStudioEndsItsRunsAndLeavesNoLock) {
  OpenStudio studio(driver, endless(), true);
  const auto connection = begin_endless(studio);

  const auto begin = std::chrono::steady_clock::now();
  studio.end();

  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
  const EmbeddedFiles files(dialect_of(driver), endless());
  auto again = connect(studio.database().url()).value();
  EXPECT_EQ(Migrator(again, files.set()).status().value().running, "");
  if (postgresql) {
    EXPECT_THAT(rows(studio.database(),
                     "SELECT count(*) FROM pg_locks WHERE locktype = "
                     "'advisory' AND database = (SELECT oid FROM pg_database "
                     "WHERE datname = current_database())"),
                testing::ElementsAre(testing::ElementsAre("0")));
  }
}

}  // namespace
}  // namespace godwit::test
