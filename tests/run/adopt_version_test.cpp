// SPDX-License-Identifier: BSL-1.0
//
// Databases whose version an application has counted itself.
#include "history/history_reader.h"
#include "run/migrator_fixture.h"
#include "run/own_version.h"

namespace godwit {
namespace {

class AdoptVersionTest : public MigratorTest {
 protected:
  static constexpr std::string_view query = "SELECT version FROM app_version";

  /// As a program with this query would have it.
  Migrator adopting(std::string_view sql = query,
                    MigratorOptions options = {}) {
    sets_.push_back(std::make_unique<EmbeddedFiles>(
        test::SetFields{.dialect = dialect, .adopt_version = std::string(sql)},
        std::vector<File>{table("1", "a"), table("2", "b"), table("3", "c")}));
    return Migrator(connect(), sets_.back()->set(), std::move(options));
  }

  /// As the application without Godwit has left it, with two of the tables.
  void make_application(const std::string& version) {
    execute(database_, "CREATE TABLE a (id integer PRIMARY KEY)");
    execute(database_, "CREATE TABLE b (id integer PRIMARY KEY)");
    execute(database_, "CREATE TABLE app_version (version integer)");
    execute(database_, "INSERT INTO app_version VALUES (" + version + ")");
  }

  static std::vector<std::string> versions(
      const std::vector<StepReport>& reports) {
    std::vector<std::string> result;
    for (const StepReport& step : reports) {
      result.push_back(step.version.text());
    }
    return result;
  }
};

TEST_F(AdoptVersionTest, UpRecordsWhatItNamesAndRunsTheRest) {
  make_application("2");
  std::vector<std::string> heard;
  const auto hear = [&](const Event& event) {
    if (event.kind == Event::Kind::baselined) {
      heard.push_back("not run " + event.step->version.text());
    } else if (event.kind == Event::Kind::finished) {
      heard.push_back("run " + event.step->version.text());
    }
  };

  const RunReport report = adopting(query, {.on_event = hear}).up();

  ASSERT_TRUE(report.ok()) << why(report);
  EXPECT_THAT(versions(report.baseline), ElementsAre("1", "2"));
  EXPECT_THAT(versions(report.done), ElementsAre("3"));
  EXPECT_THAT(heard, ElementsAre("not run 1", "not run 2", "run 3"));
  EXPECT_THAT(rows(database_, "SELECT id, batch, baseline_reason FROM " +
                                  history_table + " WHERE id = '2'"),
              ElementsAre(ElementsAre("2", "1",
                                      "the application's own version was 2")));
  EXPECT_TRUE(has_table("c"));
  EXPECT_TRUE(adopting().verify({.exact = true}).ok());
}

TEST_F(AdoptVersionTest, OfAllThatTheSetHasLeavesNothingToRun) {
  make_application("3");
  const RunReport report = adopting().up();
  ASSERT_TRUE(report.ok()) << why(report);
  EXPECT_THAT(report.done, IsEmpty());
  EXPECT_THAT(applied(), ElementsAre("1", "2", "3"));
  EXPECT_FALSE(has_table("c"));
  EXPECT_THAT(adopting().up().baseline, IsEmpty());
}

TEST_F(AdoptVersionTest, ANewDatabaseRunsEverything) {
  const RunReport report = adopting().up();
  ASSERT_TRUE(report.ok()) << why(report);
  EXPECT_THAT(report.baseline, IsEmpty());
  EXPECT_THAT(versions(report.done), ElementsAre("1", "2", "3"));
}

TEST_F(AdoptVersionTest, NoRowNullAndZeroAreANewDatabase) {
  for (const std::string sql :
       {"SELECT 1 WHERE 1 = 2", "SELECT NULL", "SELECT 0", "SELECT ''"}) {
    database_ = EphemeralDatabase::create(driver_of_program);
    const RunReport report = adopting(sql).up();
    ASSERT_TRUE(report.ok()) << why(report);
    EXPECT_THAT(report.baseline, IsEmpty()) << sql;
    EXPECT_THAT(report.done, SizeIs(3));
  }
}

TEST_F(AdoptVersionTest, IsNotAskedOnceThereIsAHistory) {
  ASSERT_TRUE(adopting().up({.to = Version(1)}).ok());
  execute(database_, "CREATE TABLE app_version (version integer)");
  execute(database_, "INSERT INTO app_version VALUES (9)");
  const RunReport report = adopting().up();
  ASSERT_TRUE(report.ok()) << why(report);
  EXPECT_THAT(versions(report.done), ElementsAre("2", "3"));
}

TEST_F(AdoptVersionTest, AVersionThatTheSetDoesNotHaveIsNamed) {
  make_application("9");
  const RunReport newer = adopting().up();
  ASSERT_FALSE(newer.ok());
  EXPECT_EQ(newer.error->code, ErrorCode::binary_too_old);
  EXPECT_EQ(newer.error->message,
            "the application's own version of this database is 9, and "
            "test_migrations has no migration of that version");

  const RunReport odd = adopting("SELECT 'two'").up();
  ASSERT_FALSE(odd.ok());
  EXPECT_EQ(odd.error->code, ErrorCode::missing);
  EXPECT_THAT(odd.error->message, HasSubstr("is two"));
  EXPECT_FALSE(has_table("godwit_migrations"));
}

TEST_F(AdoptVersionTest, PlansAndStatusTellOfItAndWriteNothing) {
  make_application("2");
  const Plan plan = adopting().plan_up().value();
  EXPECT_THAT(plan.baseline, SizeIs(2));
  EXPECT_THAT(plan.steps, SizeIs(1));
  EXPECT_EQ(adopting().status().value().own_version, "2");
  EXPECT_FALSE(has_table("godwit_migrations"));

  Migrator migrator = adopting();
  const RunReport report = migrator.run(migrator.plan_up().value());
  ASSERT_TRUE(report.ok()) << why(report);
  EXPECT_THAT(applied(), ElementsAre("1", "2", "3"));
  EXPECT_EQ(adopting().status().value().own_version, "");
}

TEST_F(AdoptVersionTest, APlanIsOutdatedOnceTheVersionIsAnother) {
  make_application("2");
  Migrator migrator = adopting();
  const Plan plan = migrator.plan_up().value();
  execute(database_, "UPDATE app_version SET version = 1");
  const RunReport report = migrator.run(plan);
  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error->code, ErrorCode::plan_outdated);
}

TEST_F(AdoptVersionTest, InitRecordsIt) {
  make_application("2");
  ASSERT_TRUE(adopting().init().value());
  EXPECT_THAT(applied(), ElementsAre("1", "2"));
}

// What a statement before it has recorded stays when a later one fails.
TEST_F(AdoptVersionTest, IsKeptWhereWhatFollowsFails) {
  make_application("2");
  execute(database_, "CREATE TABLE c (id integer PRIMARY KEY)");
  const RunReport report = adopting().up();
  ASSERT_FALSE(report.ok());
  EXPECT_THAT(versions(report.baseline), ElementsAre("1", "2"));
  EXPECT_THAT(report.error->notes,
              ElementsAre("what the database had up to 2 was recorded and "
                          "kept; 3 was rolled back"));
  EXPECT_THAT(applied(), ElementsAre("1", "2"));
}

TEST_F(AdoptVersionTest, AQueryThatFailsIsShown) {
  const RunReport report = adopting("SELECT nonsense").up();
  ASSERT_FALSE(report.ok());
  EXPECT_THAT(report.error->notes.back(),
              HasSubstr("ADOPT_VERSION of test_migrations: SELECT nonsense"));
  const RunReport two = adopting("SELECT 1, 2").up();
  ASSERT_FALSE(two.ok());
  EXPECT_THAT(two.error->message, HasSubstr("must give one value"));
  EXPECT_FALSE(has_table("godwit_migrations"));
}

TEST_F(AdoptVersionTest, AQueryCannotWrite) {
  make_application("2");
  const RunReport report =
      adopting("DELETE FROM app_version RETURNING version").up();
  EXPECT_FALSE(report.ok());
  EXPECT_THAT(rows(database_, "SELECT version FROM app_version"), SizeIs(1));
  EXPECT_EQ(adopting("SELECT 1; DROP TABLE a").up().error->code,
            ErrorCode::invalid_migration);
  EXPECT_TRUE(has_table("a"));
}

// Between the look for a history and the query.
TEST_F(AdoptVersionTest, AnotherMayTakeTheDatabaseOverMeanwhile) {
  for (const std::string asked : {"SELECT 1000", "SELECT nonsense"}) {
    database_ = EphemeralDatabase::create(driver_of_program);
    make_application("2");
    driver::Session& session = connect().session();
    const auto place = history::HistoryTable::named("", dialect).value();
    const EmbeddedFiles files(
        test::SetFields{.dialect = dialect, .adopt_version = asked},
        {table("1", "a")});
    bool taken_over = false;

    const auto read = run::read_with_own_version(
        session, MigrationSet::from(files.set()).value(), [&] {
          auto history = history::read_history(session, place);
          if (!taken_over) taken_over = adopting().up().ok();
          return history;
        });

    ASSERT_TRUE(read.ok()) << to_string(read.error());
    EXPECT_TRUE(taken_over);
    EXPECT_THAT(read->applied, SizeIs(3));
    EXPECT_EQ(read->own_version, std::nullopt) << asked;
  }
}

TEST_F(AdoptVersionTest, UserVersionOfSqliteIsOne) {
  if (postgresql) GTEST_SKIP() << "SQLite alone has it";
  execute(database_, "CREATE TABLE a (id integer PRIMARY KEY)");
  execute(database_, "PRAGMA user_version = 1");
  const RunReport report = adopting("PRAGMA user_version").up();
  ASSERT_TRUE(report.ok()) << why(report);
  EXPECT_THAT(versions(report.baseline), ElementsAre("1"));
}

}  // namespace
}  // namespace godwit
