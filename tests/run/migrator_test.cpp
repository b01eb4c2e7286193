// SPDX-License-Identifier: BSL-1.0
#include <gmock/gmock.h>
#include <godwit/godwit.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

#include "driver/session.h"
#include "support/embedded_files.h"
#include "support/ephemeral_database.h"

namespace godwit {
namespace {

using test::EmbeddedFiles;
using test::EphemeralDatabase;
using test::execute;
using test::rows;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr Dialect dialect = Dialect::GODWIT_TEST_DIALECT;
constexpr bool postgresql = dialect == Dialect::postgresql;
const std::string history =
    postgresql ? "public.godwit_migrations" : "godwit_migrations";
const std::string slow_statement =
    postgresql ? "SELECT pg_sleep(60);"
               : "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM "
                 "n) SELECT count(*) FROM n;";

using File = EmbeddedFiles::File;

File table(const std::string& version, const std::string& name) {
  return {version + "_" + name + ".sql",
          "-- migrate:up\nCREATE TABLE " + name +
              " (id integer PRIMARY KEY);\n-- migrate:down\nDROP TABLE " +
              name + ";\n"};
}

class MigratorTest : public ::testing::Test {
 protected:
  Connection& connect() {
    connections_.push_back(godwit::connect(database_.url()).value());
    return *connections_.back();
  }

  /// A migrator as a program with these files would have it.
  Migrator migrator(const std::vector<File>& files,
                    MigratorOptions options = {}) {
    sets_.push_back(std::make_unique<EmbeddedFiles>(dialect, files));
    return Migrator(connect(), sets_.back()->set(), std::move(options));
  }

  std::vector<std::string> applied() {
    std::vector<std::string> result;
    for (const auto& row :
         rows(database_, "SELECT id FROM " + history + " ORDER BY sequence")) {
      result.push_back(row[0]);
    }
    return result;
  }

  bool has_table(const std::string& name) {
    const std::string sql =
        postgresql ? "SELECT 1 FROM pg_tables WHERE tablename = '" + name + "'"
                   : "SELECT 1 FROM sqlite_master WHERE name = '" + name + "'";
    return !rows(database_, sql).empty();
  }

  EphemeralDatabase database_ = EphemeralDatabase::create(dialect);
  std::vector<std::unique_ptr<EmbeddedFiles>> sets_;
  std::vector<std::unique_ptr<Connection>> connections_;
};

std::string why(const RunReport& report) {
  return report.ok() ? "ok" : to_string(*report.error);
}

TEST_F(MigratorTest, UpAppliesAndRecordsEverything) {
  const RunReport report = migrator({table("1", "a"), table("2", "b")}).up();

  ASSERT_TRUE(report.ok()) << why(report);
  EXPECT_THAT(report.done, SizeIs(2));
  EXPECT_THAT(applied(), ElementsAre("1", "2"));
  EXPECT_TRUE(has_table("a"));
  EXPECT_TRUE(has_table("b"));
}

TEST_F(MigratorTest, TheHistoryHoldsAllThatIsDocumented) {
  ASSERT_TRUE(
      migrator({table("0001", "a")}, {.applied_by = "somebody"}).up().ok());

  const auto row = rows(database_,
                        "SELECT id, sequence, name, checksum_algorithm, batch, "
                        "applied_by, down_sql, state, length(checksum) FROM " +
                            history)
                       .at(0);

  EXPECT_THAT(row, ElementsAre("0001", "1", "a", "sha256", "1", "somebody",
                               "DROP TABLE a;\n", "applied", "64"));
}

TEST_F(MigratorTest, ASecondUpHasNothingToDo) {
  const std::vector<File> files = {table("1", "a")};
  ASSERT_TRUE(migrator(files).up().ok());
  const RunReport report = migrator(files).up();
  EXPECT_TRUE(report.ok());
  EXPECT_THAT(report.done, IsEmpty());
}

TEST_F(MigratorTest, ARowRemovedByHandIsNoticed) {
  const std::vector<File> files = {table("1", "a"), table("2", "b")};
  ASSERT_TRUE(migrator(files).up().ok());
  execute(database_, "DELETE FROM " + history + " WHERE id = '2'");
  execute(database_, "DROP TABLE b");
  EXPECT_THAT(migrator(files).up().done, SizeIs(1));
  EXPECT_THAT(applied(), ElementsAre("1", "2"));
}

TEST_F(MigratorTest, UpKeepsEarlierMigrationsWhenALaterOneFails) {
  const RunReport report = migrator({table("1", "a"),
                                     {"2_b.sql",
                                      "CREATE TABLE b (id integer);\n"
                                      "SELECT nonsense;\n"}})
                               .up();

  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error->code, ErrorCode::statement_failed);
  EXPECT_EQ(report.error->location.file, "migrations/2_b.sql");
  EXPECT_EQ(report.error->location.line, 2u);
  EXPECT_EQ(report.error->location.column, 8u);
  EXPECT_EQ(report.failed->version.text(), "2");
  EXPECT_THAT(applied(), ElementsAre("1"));
  EXPECT_TRUE(has_table("a"));
  EXPECT_FALSE(has_table("b"));
  EXPECT_THAT(report.error->notes,
              ElementsAre("1 was applied and kept; 2 was rolled back"));
}

TEST_F(MigratorTest, BatchModeRollsEverythingBack) {
  const RunReport report =
      migrator({table("1", "a"), {"2_b.sql", "SELECT nonsense;\n"}})
          .up({.transaction = TransactionMode::batch});

  EXPECT_FALSE(report.ok());
  EXPECT_THAT(report.done, IsEmpty());
  EXPECT_FALSE(has_table("a"));
  EXPECT_FALSE(has_table("godwit_migrations"));
}

TEST_F(MigratorTest, BatchModeAppliesAllInOne) {
  const RunReport report = migrator({table("1", "a"), table("2", "b")})
                               .up({.transaction = TransactionMode::batch});
  EXPECT_TRUE(report.ok()) << why(report);
  EXPECT_THAT(applied(), ElementsAre("1", "2"));
}

TEST_F(MigratorTest, DownUndoesTheLastOne) {
  Migrator shop = migrator({table("1", "a"), table("2", "b")});
  ASSERT_TRUE(shop.up().ok());

  const RunReport report = shop.down();

  ASSERT_TRUE(report.ok()) << why(report);
  EXPECT_THAT(applied(), ElementsAre("1"));
  EXPECT_FALSE(has_table("b"));
}

TEST_F(MigratorTest, UpAfterDownAppliesAgain) {
  Migrator shop = migrator({table("1", "a"), table("2", "b")});
  ASSERT_TRUE(shop.up().ok());
  ASSERT_TRUE(shop.down({.all = true}).ok());
  EXPECT_THAT(applied(), IsEmpty());
  EXPECT_THAT(shop.up().done, SizeIs(2));
}

TEST_F(MigratorTest, AnOlderBinaryUndoesWhatANewerOneDid) {
  ASSERT_TRUE(migrator({table("1", "a"), table("2", "b")}).up().ok());

  const RunReport report = migrator({table("1", "a")}).down();

  ASSERT_TRUE(report.ok()) << why(report);
  EXPECT_FALSE(has_table("b"));
  EXPECT_THAT(applied(), ElementsAre("1"));
}

TEST_F(MigratorTest, ResetLeavesNothingBehind) {
  Migrator shop = migrator({table("1", "a"), table("2", "b")});
  ASSERT_TRUE(shop.up().ok());

  const RunReport report = shop.reset();

  ASSERT_TRUE(report.ok()) << why(report);
  EXPECT_THAT(report.done, SizeIs(2));
  EXPECT_FALSE(has_table("a"));
  EXPECT_FALSE(has_table("godwit_migrations"));
  EXPECT_FALSE(has_table("godwit_migrations_info"));
}

TEST_F(MigratorTest, ResetOfAnEmptyDatabaseDoesNothing) {
  EXPECT_TRUE(migrator({table("1", "a")}).reset().ok());
}

TEST_F(MigratorTest, InitMakesTheHistoryOnce) {
  Migrator shop = migrator({table("1", "a")});
  EXPECT_TRUE(shop.init().value());
  EXPECT_TRUE(has_table("godwit_migrations"));
  EXPECT_FALSE(shop.init().value());
  EXPECT_FALSE(has_table("a"));
}

TEST_F(MigratorTest, StatusAndPlanAndVerifyWriteNothing) {
  Migrator shop = migrator({table("1", "a")});
  EXPECT_EQ(shop.status()->count(MigrationState::pending), 1u);
  EXPECT_THAT(shop.plan(UpRequest{})->steps, SizeIs(1));
  EXPECT_EQ(shop.verify().error().code, ErrorCode::diverged);
  EXPECT_FALSE(has_table("godwit_migrations"));
}

TEST_F(MigratorTest, StatusTellsWhenAndHowLong) {
  Migrator shop = migrator({table("1", "a")});
  ASSERT_TRUE(shop.up().ok());

  const Status status = shop.status().value();

  ASSERT_THAT(status.entries, SizeIs(1));
  EXPECT_TRUE(status.up_to_date());
  EXPECT_THAT(status.entries[0].applied->applied_at,
              ::testing::MatchesRegex("20..-..-..T..:..:..\\....Z"));
  EXPECT_GE(status.entries[0].applied->duration_us, 0);
  EXPECT_TRUE(shop.verify().ok());
}

TEST_F(MigratorTest, LineEndingsDoNotMakeAMigrationEdited) {
  ASSERT_TRUE(migrator({{"1_a.sql", "SELECT 1;\nSELECT 2;\n"}}).up().ok());
  EXPECT_TRUE(migrator({{"1_a.sql", "\xEF\xBB\xBFSELECT 1;\r\nSELECT 2;\r\n"}})
                  .verify()
                  .ok());
}

TEST_F(MigratorTest, AChangedMigrationIsRefused) {
  ASSERT_TRUE(migrator({{"1_a.sql", "SELECT 1;\n"}}).up().ok());
  const RunReport report =
      migrator({{"1_a.sql", "SELECT 2;\n"}, table("2", "b")}).up();
  EXPECT_EQ(report.error->code, ErrorCode::diverged);
  EXPECT_FALSE(has_table("b"));
}

TEST_F(MigratorTest, AScriptOutsideATransactionGoesOnWhereItFailed) {
  const std::string head =
      "-- godwit: no-transaction\n"
      "CREATE TABLE a (id integer);\n";
  const RunReport broken =
      migrator({{"1_a.sql", head + "SELECT nonsense;\nSELECT 3;\n"}}).up();
  ASSERT_FALSE(broken.ok());
  EXPECT_EQ(broken.error->location.line, 3u);
  EXPECT_THAT(broken.error->notes.back(),
              HasSubstr("1 of 3 statements of 1 have run and are kept"));
  EXPECT_TRUE(has_table("a"));

  // Long before it went on.
  execute(database_,
          "UPDATE " + history + " SET applied_at = '2001-01-01T00:00:00Z'");
  Migrator mended = migrator({{"1_a.sql", head + "SELECT 2;\nSELECT 3;\n"}});
  EXPECT_EQ(mended.status()->entries[0].state, MigrationState::interrupted);
  const RunReport report = mended.up();

  ASSERT_TRUE(report.ok()) << why(report);
  EXPECT_TRUE(mended.verify().ok());
  EXPECT_EQ(rows(database_, "SELECT state FROM " + history)[0][0], "applied");
  EXPECT_TRUE(rows(database_, "SELECT id FROM " + history +
                                  " WHERE applied_at < '2002-01-01'")
                  .empty());
  // Nor does the time count in between.
  EXPECT_LT(mended.status()->entries[0].applied->duration_us,
            std::chrono::microseconds(std::chrono::hours(1)).count());
}

TEST_F(MigratorTest, AScriptOutsideATransactionIsAppliedWhenItIsDone) {
  const std::string moment =
      postgresql ? "SELECT pg_sleep(0.05);\n"
                   "INSERT INTO a SELECT clock_timestamp();\n"
                 : "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 "
                   "FROM n WHERE i < 500000) SELECT count(*) FROM n;\n"
                   "INSERT INTO a SELECT strftime('%Y-%m-%dT%H:%M:%fZ');\n";
  const RunReport report =
      migrator(
          {{"1_a.sql", "-- godwit: no-transaction\nCREATE TABLE a (at " +
                           std::string(postgresql ? "timestamptz" : "TEXT") +
                           ");\n" + moment}})
          .up();

  ASSERT_TRUE(report.ok()) << why(report);
  EXPECT_THAT(rows(database_,
                   "SELECT id FROM " + history + ", a WHERE applied_at >= at"),
              SizeIs(1));
}

TEST_F(MigratorTest, ADownOutsideATransactionGoesOnWhereItFailed) {
  const std::string up =
      "-- migrate:up\nCREATE TABLE a (id integer);\n"
      "-- migrate:down\n-- godwit: no-transaction\n"
      "DROP TABLE a;\n";
  ASSERT_TRUE(migrator({{"1_a.sql", up + "SELECT nonsense;\n"}}).up().ok());
  ASSERT_FALSE(migrator({{"1_a.sql", up + "SELECT nonsense;\n"}}).down().ok());
  EXPECT_EQ(rows(database_, "SELECT state FROM " + history)[0][0], "reverting");
  // A start does not take it for complete.
  const RunReport start =
      migrator({{"1_a.sql", up + "SELECT nonsense;\n"}}).up();
  ASSERT_FALSE(start.ok());
  EXPECT_EQ(start.error->code, ErrorCode::diverged);

  const RunReport report = migrator({{"1_a.sql", up + "SELECT 2;\n"}}).down();

  ASSERT_TRUE(report.ok()) << why(report);
  EXPECT_THAT(applied(), IsEmpty());
}

TEST_F(MigratorTest, ManyStartersApplyEachMigrationOnce) {
  std::vector<File> files;
  for (int i = 1; i <= 20; ++i) {
    files.push_back(table(std::to_string(i), "t" + std::to_string(i)));
  }
  files.push_back({"21_x.sql",
                   "-- godwit: no-transaction\nCREATE TABLE x "
                   "(id integer);\nCREATE INDEX xi ON x (id);\n"});
  constexpr int starters = 8;
  std::vector<Migrator> migrators;
  migrators.reserve(starters);
  for (int i = 0; i < starters; ++i) migrators.push_back(migrator(files));

  std::vector<RunReport> reports(migrators.size());
  std::vector<std::thread> threads;
  threads.reserve(starters);
  for (std::size_t i = 0; i < migrators.size(); ++i) {
    threads.emplace_back([&, i] { reports[i] = migrators[i].up(); });
  }
  for (std::thread& thread : threads) thread.join();

  std::size_t steps = 0;
  for (const RunReport& report : reports) {
    EXPECT_TRUE(report.ok()) << why(report);
    steps += report.done.size();
  }
  EXPECT_EQ(steps, files.size());
}

TEST_F(MigratorTest, StopsOnRequestAndKeepsWhatWasDone) {
  std::stop_source source;
  MigratorOptions options{.stop = source.get_token()};
  options.on_event = [&](const Event& event) {
    if (event.kind == Event::Kind::started &&
        event.step->version.text() == "3") {
      source.request_stop();
    }
  };
  Migrator shop =
      migrator({table("1", "a"),
                {"2_b.sql", "-- godwit: no-transaction\nSELECT 1;"},
                {"3_c.sql", "-- godwit: no-transaction\n" + slow_statement}},
               options);

  const RunReport report = shop.up();

  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error->code, ErrorCode::cancelled) << why(report);
  EXPECT_THAT(report.done, SizeIs(2));
}

TEST_F(MigratorTest, TellsOfEachStepAsItIsKept) {
  std::vector<std::string> heard;
  MigratorOptions options;
  options.on_event = [&](const Event& event) {
    if (event.kind == Event::Kind::finished) {
      heard.push_back(event.step->version.text() + " " +
                      std::to_string(event.step_index + 1) + "/" +
                      std::to_string(event.step_count));
    }
  };
  ASSERT_TRUE(migrator({table("1", "a"), table("2", "b")}, options).up().ok());
  EXPECT_THAT(heard, ElementsAre("1 1/2", "2 2/2"));
}

TEST_F(MigratorTest, WhatOnEventThrowsUndoesTheStepAndIsThrownAgain) {
  const std::vector<File> files = {table("0001", "a"), table("0002", "b"),
                                   table("0003", "c")};
  MigratorOptions options;
  options.on_event = [](const Event& event) {
    if (event.kind == Event::Kind::started && event.step_index == 1) {
      throw std::runtime_error("enough");
    }
  };
  Migrator throwing = migrator(files, options);

  EXPECT_THROW(static_cast<void>(throwing.up()), std::runtime_error);

  EXPECT_THAT(applied(), ElementsAre("0001"));
  EXPECT_FALSE(has_table("b"));
  const RunReport next = migrator(files).up();
  EXPECT_TRUE(next.ok()) << why(next);
  EXPECT_THAT(applied(), ElementsAre("0001", "0002", "0003"));
}

TEST_F(MigratorTest, NumbersStepsThatStartBeforeAnythingIsKept) {
  std::vector<std::size_t> heard;
  MigratorOptions options;
  options.on_event = [&](const Event& event) {
    if (event.kind == Event::Kind::started) heard.push_back(event.step_index);
  };
  ASSERT_TRUE(migrator({table("1", "a"), table("2", "b")}, options).up().ok());
  EXPECT_THAT(heard, ElementsAre(0, 1));
}

TEST_F(MigratorTest, ATableOfTheSameNameIsNotTakenForAHistory) {
  execute(database_, "CREATE TABLE godwit_migrations (id integer)");
  const RunReport report = migrator({table("1", "a")}).up();
  EXPECT_EQ(report.error->code, ErrorCode::unusable_history);
  EXPECT_FALSE(has_table("a"));
}

TEST_F(MigratorTest, AHistoryWithOtherColumnsIsRefused) {
  execute(database_, "CREATE TABLE godwit_migrations (id integer)");
  execute(database_, "CREATE TABLE godwit_migrations_info (id integer)");
  EXPECT_EQ(migrator({table("1", "a")}).up().error->code,
            ErrorCode::unusable_history);
}

TEST_F(MigratorTest, AHistoryOfANewerFormatIsRefused) {
  Migrator shop = migrator({table("1", "a")});
  ASSERT_TRUE(shop.up().ok());
  execute(database_,
          "UPDATE godwit_migrations_info SET format = 9, oldest_format = 8");
  const RunReport report = shop.up({.to = "1"});
  EXPECT_EQ(report.error->code, ErrorCode::unusable_history);
  EXPECT_THAT(report.error->message, HasSubstr("newer Godwit"));
}

TEST_F(MigratorTest, TwoHistoriesShareADatabase) {
  ASSERT_TRUE(migrator({table("1", "a")}, {.history_table = "one"}).up().ok());
  ASSERT_TRUE(migrator({table("1", "b")}, {.history_table = "two"}).up().ok());
  EXPECT_TRUE(has_table("a"));
  EXPECT_TRUE(has_table("b"));
}

TEST_F(MigratorTest, AHostileHistoryNameIsOnlyAName) {
  const std::string name = "x\"; DROP TABLE a; --";
  Migrator shop = migrator({table("1", "a")}, {.history_table = name});
  const RunReport report = shop.up();
  ASSERT_TRUE(report.ok()) << why(report);
  EXPECT_TRUE(has_table("a"));
  EXPECT_TRUE(shop.verify().ok());
}

TEST_F(MigratorTest, RefusesAHistoryNameThatTheServerWouldCutShort) {
  const RunReport report =
      migrator({table("1", "a")}, {.history_table = std::string(60, 'x')}).up();
  EXPECT_EQ(report.error->code, ErrorCode::invalid_argument);
}

TEST_F(MigratorTest, AnUnmetRequirementStopsBeforeAnythingRuns) {
  const RunReport report =
      migrator({table("1", "a"),
                {"2_b.sql", "-- godwit: requires " +
                                std::string(to_string(dialect)) +
                                " >= 99\nSELECT 1;"}})
          .up();
  EXPECT_EQ(report.error->code, ErrorCode::requirement_unmet);
  EXPECT_FALSE(has_table("a"));
}

TEST_F(MigratorTest, ABrokenSetIsReportedByEveryOperation) {
  Migrator shop = migrator({{"1_a.sql", "SELECT 'open"}});
  EXPECT_EQ(shop.up().error->code, ErrorCode::invalid_migration);
  EXPECT_EQ(shop.status().error().code, ErrorCode::invalid_migration);
  EXPECT_EQ(shop.down().error->code, ErrorCode::invalid_migration);
}

TEST_F(MigratorTest, AScriptWithoutAStatementIsRecorded) {
  ASSERT_TRUE(
      migrator({{"1_a.sql", ""}, {"2_b.sql", "-- nothing\n"}}).up().ok());
  EXPECT_THAT(applied(), ElementsAre("1", "2"));
}

TEST_F(MigratorTest, AHeldLockIsReportedAfterTheTimeout) {
  std::stop_source release;
  MigratorOptions slow{.stop = release.get_token()};
  bool holding = false;
  std::mutex mutex;
  std::condition_variable changed;
  slow.on_event = [&](const Event& event) {
    if (event.kind != Event::Kind::started) return;
    const std::lock_guard guard(mutex);
    holding = true;
    changed.notify_one();
  };
  Migrator first = migrator({{"1_a.sql", slow_statement}}, slow);
  Migrator second = migrator({table("1", "a")},
                             {.lock_timeout = std::chrono::milliseconds(50)});
  std::thread thread([&] { EXPECT_FALSE(first.up().ok()); });
  {
    std::unique_lock guard(mutex);
    changed.wait(guard, [&] { return holding; });
  }

  const RunReport report = second.up();

  release.request_stop();
  thread.join();
  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error->code, ErrorCode::locked) << why(report);
}

TEST_F(MigratorTest, TheHistoryKnowsWhatIsBreaking) {
  ASSERT_TRUE(migrator({{"1_a.sql", "SELECT 1;"},
                        {"2_b.sql", "-- godwit: breaking\nSELECT 1;"},
                        {"3_c.sql",
                         "-- godwit: breaking\n-- godwit: no-transaction\n"
                         "SELECT 1;"}})
                  .up()
                  .ok());
  EXPECT_EQ(rows(database_, "SELECT breaking FROM " + history + " ORDER BY id"),
            (std::vector<std::vector<std::string>>{{"0"}, {"1"}, {"1"}}));
}

TEST_F(MigratorTest, AScriptThatGoesOnIsRecordedAsItIsNow) {
  const std::string head = "-- godwit: no-transaction\n";
  const std::string rest = "CREATE TABLE a (id integer);\nSELECT nonsense;\n";
  ASSERT_FALSE(migrator({{"1_a.sql", head + rest}}).up().ok());
  execute(database_,
          "UPDATE " + history + " SET applied_at = '2001-01-01T00:00:00Z'");
  ASSERT_FALSE(
      migrator({{"1_a.sql", head + "-- godwit: breaking\n" + rest}}).up().ok());

  EXPECT_THAT(rows(database_, "SELECT breaking FROM " + history +
                                  " WHERE applied_at > '2002-01-01'"),
              ElementsAre(ElementsAre("1")));
}

TEST_F(MigratorTest, ABreakingMigrationIsRememberedWhateverIsUndone) {
  const std::string breaking =
      "-- migrate:up\n-- godwit: breaking\nSELECT 1;\n-- migrate:down\n";
  ASSERT_TRUE(
      migrator({table("1", "a"), {"2_b.sql", breaking}, {"3_c.sql", breaking}})
          .up()
          .ok());
  Migrator older = migrator({table("1", "a")});
  ASSERT_TRUE(older.down().ok());

  const RunReport report = older.up();

  ASSERT_FALSE(report.ok());
  EXPECT_THAT(report.error->message, HasSubstr("carries migration 2_b"));
}

TEST_F(MigratorTest, AnOlderBinaryIsToldOfTheNewerMigrations) {
  ASSERT_TRUE(migrator({table("1", "a"), table("2", "b")}).up().ok());

  const RunReport report = migrator({table("1", "a")}).up();

  ASSERT_TRUE(report.ok()) << why(report);
  ASSERT_THAT(report.newer, SizeIs(1));
  EXPECT_EQ(report.newer[0].version.text(), "2");
  EXPECT_EQ(report.newer[0].name, "b");
}

TEST_F(MigratorTest, AnOlderBinaryMayRefuseToRunBesideANewerOne) {
  ASSERT_TRUE(migrator({table("1", "a"), table("2", "b")}).up().ok());
  const RunReport report =
      migrator({table("1", "a")}).up({.newer = NewerPolicy::refuse});
  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error->code, ErrorCode::diverged);
}

TEST_F(MigratorTest, VerifyComparesWhatTheSetHasAndExactlyMoreThanThat) {
  ASSERT_TRUE(migrator({table("1", "a"), table("2", "b")}).up().ok());
  Migrator older = migrator({table("1", "a")});
  EXPECT_TRUE(older.verify().ok());
  EXPECT_EQ(older.verify({.exact = true}).error().code, ErrorCode::diverged);
}

class AfterAnEditedWayDown : public MigratorTest {
 protected:
  void SetUp() override {
    ASSERT_TRUE(migrator(files_before_).up().ok());
    before_ = digest();
  }
  std::string digest() {
    return rows(database_, "SELECT set_digest FROM " + history + "_info")[0][0];
  }

  const std::vector<File> files_before_ = {
      {"1_a.sql", "-- migrate:up\nSELECT 1;\n-- migrate:down\nSELECT 2;\n"}};
  const std::vector<File> files_after_ = {
      {"1_a.sql", "-- migrate:up\nSELECT 1;\n-- migrate:down\nSELECT 3;\n"}};
  std::string before_;
};

TEST_F(AfterAnEditedWayDown, TheNextStartNotesTheNewDigest) {
  Migrator edited = migrator(files_after_);
  const RunReport report = edited.up();
  ASSERT_TRUE(report.ok()) << why(report);
  EXPECT_THAT(report.done, IsEmpty());
  EXPECT_NE(digest(), before_);
  EXPECT_EQ(digest(), sets_.back()->set().digest());
}

TEST_F(AfterAnEditedWayDown, AConnectionForReadingOnlyIsNoFailure) {
  sets_.push_back(std::make_unique<EmbeddedFiles>(dialect, files_after_));
  connections_.push_back(
      godwit::connect(database_.url(), {.read_only = true}).value());
  const RunReport report =
      Migrator(*connections_.back(), sets_.back()->set()).up();
  EXPECT_TRUE(report.ok()) << why(report);
  EXPECT_EQ(digest(), before_);
}

/// Hears nothing.
struct Deaf : driver::Observer {
  void waiting(std::string_view /*holder*/) override {}
  void started(std::size_t /*task*/) override {}
  void finished(std::size_t /*task*/,
                std::chrono::microseconds /*duration*/) override {}
  void notice(std::string_view /*text*/) override {}
};

TEST_F(AfterAnEditedWayDown, NobodyIsWaitedFor) {
  Deaf deaf;
  driver::Session& other = connect().session();
  ASSERT_TRUE(other.lock({.name = history}, deaf, {}).ok());
  bool waited = false;
  MigratorOptions options;
  options.on_event = [&](const Event&) { waited = true; };
  Migrator edited = migrator(files_after_, options);

  const RunReport report = edited.up();

  EXPECT_TRUE(report.ok()) << why(report);
  EXPECT_FALSE(waited);
  other.unlock();
  EXPECT_EQ(digest(), before_);
  EXPECT_TRUE(edited.up().ok());
  EXPECT_NE(digest(), before_);
}

TEST_F(MigratorTest, DownDoesWhatWasConfirmedAndNothingElse) {
  Migrator shop = migrator({table("1", "a"), table("2", "b")});
  ASSERT_TRUE(shop.up({.to = "1"}).ok());
  const Plan confirmed = shop.plan(DownRequest{}).value();
  ASSERT_TRUE(shop.up().ok());

  const RunReport report = shop.down({.confirmed = &confirmed});

  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error->code, ErrorCode::diverged);
  EXPECT_THAT(report.error->notes, ElementsAre("confirmed: 1_a", "now: 2_b"));
  EXPECT_TRUE(has_table("b"));
  const Plan again = shop.plan(DownRequest{}).value();
  EXPECT_TRUE(shop.down({.confirmed = &again}).ok());
  EXPECT_FALSE(has_table("b"));
}

TEST_F(MigratorTest, ResetDoesWhatWasConfirmedAndNothingElse) {
  Migrator shop = migrator({table("1", "a"), table("2", "b")});
  ASSERT_TRUE(shop.up({.to = "1"}).ok());
  const Plan confirmed = shop.plan(DownRequest{.all = true}).value();
  ASSERT_TRUE(shop.up().ok());
  EXPECT_FALSE(shop.reset({.confirmed = &confirmed}).ok());
  EXPECT_TRUE(has_table("a"));
  EXPECT_TRUE(has_table("godwit_migrations"));
}

TEST_F(MigratorTest, WhatIsConfirmedIsComparedUnderTheLock) {
  Migrator first = migrator({table("1", "a"), table("2", "b")});
  ASSERT_TRUE(first.up({.to = "1"}).ok());
  Migrator second = migrator({table("1", "a"), table("2", "b")});
  const Plan confirmed = second.plan(DownRequest{}).value();
  std::thread waiting;
  RunReport report;
  MigratorOptions options;
  options.on_event = [&](const Event& event) {
    if (event.kind != Event::Kind::started) return;
    waiting =
        std::thread([&] { report = second.down({.confirmed = &confirmed}); });
  };
  ASSERT_TRUE(migrator({table("1", "a"), table("2", "b")}, options).up().ok());
  waiting.join();

  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error->code, ErrorCode::diverged) << why(report);
  EXPECT_TRUE(has_table("a"));
}

/// A set that others require is reached through a function.
const EmbeddedFiles* required_set = nullptr;
const EmbeddedData& required_data() noexcept { return required_set->data(); }

class RequiringTest : public MigratorTest {
 protected:
  void SetUp() override {
    required_set = &auth_;
    shop_ = set_of({table("1", "a"), table("2", "b")});
  }
  void TearDown() override { required_set = nullptr; }

  static std::unique_ptr<EmbeddedFiles> set_of(const std::vector<File>& files) {
    return std::make_unique<EmbeddedFiles>(
        test::SetFields{.name = "shop", .dialect = dialect}, files,
        std::vector<EmbeddedDataAccessor>{required_data});
  }
  static std::vector<std::string> done(const RunReport& report) {
    std::vector<std::string> result;
    for (const StepReport& step : report.done) {
      result.push_back(step.set + " " + step.version.text());
    }
    return result;
  }

  EmbeddedFiles auth_{
      {.name = "auth", .dialect = dialect, .history_table = "auth_history"},
      {table("1", "x"), table("2", "y")}};
  std::unique_ptr<EmbeddedFiles> shop_;
};

TEST_F(RequiringTest, UpBringsWhatTheSetRequiresFirst) {
  std::vector<std::string> heard;
  MigratorOptions options;
  options.on_event = [&](const Event& event) {
    if (event.kind == Event::Kind::finished) heard.emplace_back(event.set);
  };
  Migrator shop(connect(), shop_->set(), options);

  const RunReport report = shop.up({.to = "1"});

  ASSERT_TRUE(report.ok()) << why(report);
  EXPECT_THAT(done(report), ElementsAre("auth 1", "auth 2", "shop 1"));
  EXPECT_THAT(heard, ElementsAre("auth", "auth", "shop"));
  EXPECT_THAT(applied(), ElementsAre("1"));
  EXPECT_THAT(done(shop.up()), ElementsAre("shop 2"));
  EXPECT_THAT(done(shop.up()), IsEmpty());
}

TEST_F(RequiringTest, AHistoryOfAnotherNameIsThatOfTheSetAlone) {
  Migrator shop(connect(), shop_->set(), {.history_table = "other"});
  ASSERT_TRUE(shop.up().ok());
  EXPECT_TRUE(has_table("other"));
  EXPECT_TRUE(has_table("auth_history"));
}

TEST_F(RequiringTest, UpMayBeAboutTheSetAlone) {
  Migrator shop(connect(), shop_->set());
  EXPECT_THAT(done(shop.up({.with_required = false})),
              ElementsAre("shop 1", "shop 2"));
}

TEST_F(RequiringTest, AFailureInWhatIsRequiredStopsTheSet) {
  const EmbeddedFiles broken(
      {.name = "auth", .dialect = dialect, .history_table = "auth_history"},
      {table("1", "x"), {"2_y.sql", "SELECT nonsense;"}});
  required_set = &broken;
  const RunReport report = Migrator(connect(), shop_->set()).up();
  ASSERT_FALSE(report.ok());
  EXPECT_THAT(done(report), ElementsAre("auth 1"));
  EXPECT_EQ(report.failed->set, "auth");
  EXPECT_FALSE(has_table("a"));
}

TEST_F(RequiringTest, NamesWhatIsNewerInEachSet) {
  ASSERT_TRUE(Migrator(connect(), shop_->set()).up().ok());
  const EmbeddedFiles older(
      {.name = "auth", .dialect = dialect, .history_table = "auth_history"},
      {table("1", "x")});
  required_set = &older;
  const auto shop = set_of({table("1", "a")});

  const RunReport report = Migrator(connect(), shop->set()).up();

  ASSERT_THAT(report.newer, SizeIs(2));
  EXPECT_EQ(report.newer[0].set, "auth");
  EXPECT_EQ(report.newer[1].set, "shop");
}

TEST_F(MigratorTest, AScriptThatDeletesRowsOfTheHistoryIsUndone) {
  const RunReport report =
      migrator({table("1", "a"),
                {"2_b.sql",
                 "CREATE TABLE b (id integer);\nDELETE FROM " + history + ";"}})
          .up();
  EXPECT_FALSE(report.ok());
  EXPECT_THAT(applied(), ElementsAre("1"));
  EXPECT_FALSE(has_table("b"));
}

TEST_F(MigratorTest, WhatAnotherRunHasCompletedIsNotBegunAgain) {
  const RunReport report =
      migrator({{"1_a.sql", "-- godwit: no-transaction\nSELECT 1;\nUPDATE " +
                                history +
                                " SET state = 'applied', worker = '';\n"
                                "CREATE TABLE a (id integer);\n"}})
          .up();
  EXPECT_FALSE(report.ok());
  EXPECT_FALSE(has_table("a"));
}

}  // namespace
}  // namespace godwit
