// SPDX-License-Identifier: BSL-1.0
#include <condition_variable>
#include <mutex>
#include <thread>

#include "run/migrator_fixture.h"

namespace godwit {
namespace {

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
                            history_table)
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
  execute(database_, "DELETE FROM " + history_table + " WHERE id = '2'");
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
  EXPECT_THAT(shop.plan_up()->steps, SizeIs(1));
  EXPECT_EQ(shop.verify().error().code, ErrorCode::pending);
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
  EXPECT_EQ(report.error->code, ErrorCode::edited);
  EXPECT_FALSE(has_table("b"));
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
  StopSource source;
  MigratorOptions options{.stop = source.token()};
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

TEST_F(MigratorTest, TellsHowAStepGoesOnThatTakesLong) {
  struct Heard {
    std::string version;
    std::size_t index, count, statement, statements;
    std::chrono::microseconds duration;
  };
  std::vector<Heard> heard;
  StopSource source;
  MigratorOptions options{.stop = source.token()};
  options.on_event = [&](const Event& event) {
    if (event.kind != Event::Kind::running) return;
    heard.push_back({event.step->version.text(), event.step_index,
                     event.step_count, event.statement.value(),
                     event.statement_count, event.duration});
    source.request_stop();
  };
  Migrator shop =
      migrator({table("1", "a"),
                {"2_b.sql", "-- godwit: no-transaction\nSELECT 1;\n" +
                                slow_statement + "\nSELECT 3;"}},
               options);

  const RunReport report = shop.up();

  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error->code, ErrorCode::cancelled) << why(report);
  ASSERT_FALSE(heard.empty());
  EXPECT_EQ(heard[0].version, "2");
  EXPECT_EQ(heard[0].index, 1u);
  EXPECT_EQ(heard[0].count, 2u);
  EXPECT_EQ(heard[0].statement, 1u);
  EXPECT_EQ(heard[0].statements, 3u);
  EXPECT_GE(heard[0].duration, std::chrono::seconds(1));
}

TEST_F(MigratorTest, WhatOnEventThrowsInTheMiddleOfAStatementCancelsIt) {
  MigratorOptions options;
  options.on_event = [](const Event& event) {
    if (event.kind == Event::Kind::running) throw std::runtime_error("enough");
  };
  Migrator throwing =
      migrator({table("0001", "a"), {"0002_b.sql", slow_statement}}, options);

  EXPECT_THROW(static_cast<void>(throwing.up()), std::runtime_error);

  EXPECT_THAT(applied(), ElementsAre("0001"));
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

std::string of_history(std::string sql) {
  for (auto at = sql.find('%'); at != sql.npos; at = sql.find('%')) {
    sql.replace(at, 1, history_table);
  }
  return sql;
}

// By somebody who has made the table anew, without what it does not allow.
TEST_F(MigratorTest, RowsThatGodwitNeverWritesAreRefused) {
  const std::vector<File> two = {table("1", "a"), table("2", "b")};
  const std::vector<File> three = {two[0], two[1], table("3", "c")};
  for (const std::string change :
       {"INSERT INTO % SELECT * FROM % WHERE id = '1'",
        "INSERT INTO % SELECT '0001', kind, 7, name, checksum, "
        "checksum_algorithm, "
        "batch, applied_at, duration_us, applied_by, baseline_reason, "
        "down_sql, state, statements_done, statements_checksum, begun_sql, "
        "checkpoint, "
        "worker, breaking "
        "FROM % WHERE id = '1'",
        "UPDATE % SET id = NULL WHERE id = '1'",
        "UPDATE % SET kind = NULL WHERE id = '1'",
        "UPDATE % SET id = '1; DROP TABLE a' WHERE id = '1'",
        "UPDATE % SET sequence = 1", "UPDATE % SET sequence = NULL",
        "UPDATE % SET sequence = 9223372036854775807 WHERE id = '2'",
        "UPDATE % SET sequence = -1 WHERE id = '1'",
        "UPDATE % SET batch = 9223372036854775807 WHERE id = '2'",
        "UPDATE % SET state = 'odd' WHERE id = '1'",
        "UPDATE % SET state = NULL WHERE id = '1'",
        "UPDATE % SET statements_done = -1 WHERE id = '1'",
        "UPDATE % SET breaking = 2 WHERE id = '1'"}) {
    database_ = EphemeralDatabase::create(driver_of_program);
    ASSERT_TRUE(migrator(two).up().ok());
    execute(database_, "CREATE TABLE loose AS SELECT * FROM " + history_table);
    execute(database_, "DROP TABLE " + history_table);
    execute(database_, "ALTER TABLE loose RENAME TO godwit_migrations");
    execute(database_, of_history(change));
    Migrator shop = migrator(three);

    const auto status = shop.status();
    const RunReport up = shop.up();
    const RunReport down = shop.down();

    ASSERT_FALSE(status.ok()) << change;
    EXPECT_EQ(status.error().code, ErrorCode::unusable_history) << change;
    for (const RunReport& refused : {up, down}) {
      ASSERT_FALSE(refused.ok()) << change;
      EXPECT_EQ(refused.error->code, ErrorCode::unusable_history) << change;
    }
    EXPECT_TRUE(has_table("b") && !has_table("c")) << change;
  }
}

TEST_F(MigratorTest, RowsOfAnotherKindAreLeftAlone) {
  Migrator shop = migrator({table("1", "a")});
  ASSERT_TRUE(shop.up().ok());
  execute(database_,
          of_history("INSERT INTO % SELECT 'seeds/users', 'seed', 7, name, "
                     "checksum, checksum_algorithm, 5, applied_at, "
                     "duration_us, applied_by, baseline_reason, down_sql, "
                     "state, statements_done, statements_checksum, begun_sql, "
                     "checkpoint, worker, breaking FROM %"));
  Migrator later = migrator({table("1", "a"), table("2", "b")});

  EXPECT_TRUE(shop.up().ok());
  EXPECT_TRUE(shop.verify({.exact = true}).ok());
  const RunReport up = later.up();
  ASSERT_TRUE(up.ok()) << why(up);
  EXPECT_THAT(applied(), ElementsAre("1", "seeds/users", "2"));
  EXPECT_EQ(later.status()->entries.size(), 2u);
  EXPECT_THAT(later.plan_up()->steps, IsEmpty());
  const RunReport down = later.down({.all = true});
  ASSERT_TRUE(down.ok()) << why(down);
  EXPECT_THAT(applied(), ElementsAre("seeds/users"));
}

TEST_F(MigratorTest, ARowWithoutAChecksumIsTakenForEdited) {
  const std::vector<File> files = {table("1", "a")};
  ASSERT_TRUE(migrator(files).up().ok());
  execute(database_, "UPDATE " + history_table + " SET checksum = ''");
  EXPECT_EQ(migrator(files).status()->entries[0].state, MigrationState::edited);
}

TEST_F(MigratorTest, AHistoryOfANewerFormatIsRefused) {
  Migrator shop = migrator({table("1", "a")});
  ASSERT_TRUE(shop.up().ok());
  execute(database_,
          "UPDATE godwit_migrations_info SET format = 9, oldest_format = 8");
  const RunReport report = shop.up({.to = Version(1)});
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
  StopSource release;
  MigratorOptions slow{.stop = release.token()};
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
  EXPECT_EQ(
      rows(database_, "SELECT breaking FROM " + history_table + " ORDER BY id"),
      (std::vector<std::vector<std::string>>{{"0"}, {"1"}, {"1"}}));
}

TEST_F(MigratorTest, AScriptThatDeletesRowsOfTheHistoryIsUndone) {
  ASSERT_TRUE(migrator({table("1", "a")}).up().ok());

  const RunReport report =
      migrator({table("1", "a"),
                {"2_b.sql", "CREATE TABLE b (id integer);\nDELETE FROM " +
                                history_table + ";"}})
          .up();
  EXPECT_FALSE(report.ok());
  EXPECT_THAT(applied(), ElementsAre("1"));
  EXPECT_FALSE(has_table("b"));
}

TEST_F(MigratorTest, WhatAnotherRunHasCompletedIsNotBegunAgain) {
  const RunReport report =
      migrator({{"1_a.sql", "-- godwit: no-transaction\nSELECT 1;\nUPDATE " +
                                history_table +
                                " SET state = 'applied', worker = '';\n"
                                "CREATE TABLE a (id integer);\n"}})
          .up();
  EXPECT_FALSE(report.ok());
  EXPECT_FALSE(has_table("a"));
}

}  // namespace
}  // namespace godwit
