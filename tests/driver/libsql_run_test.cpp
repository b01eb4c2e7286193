// SPDX-License-Identifier: BSL-1.0
//
// What is peculiar to libSQL servers among the promises of a driver.
#include <thread>

#include "driver/connect.h"
#include "driver/table_size.h"
#include "driver_test.h"

namespace godwit::driver {
namespace {

class LibsqlTest : public DriverTest {
 protected:
  std::vector<std::string> objects() {
    return column(
        "SELECT name FROM sqlite_schema WHERE name NOT LIKE "
        "'sqlite%' AND name NOT LIKE 'godwit%' ORDER BY 1");
  }
};

TEST_F(LibsqlTest, WhatAServerDoesNotHaveIsRefusedBeforeAnythingRuns) {
  for (const std::string statement :
       {"VACUUM", "CREATE TEMP TABLE t (i)", "ANALYZE", "ATTACH 'x' AS x",
        "PRAGMA journal_mode = WAL"}) {
    TaskList tasks;
    tasks.transactional("a", "CREATE TABLE a (id INTEGER)");
    tasks.by_statement("b", "CREATE TABLE b (id INTEGER); " + statement);

    const Outcome outcome = run(tasks);

    ASSERT_FAILED(outcome, ErrorCode::unsupported);
    EXPECT_EQ(outcome.failure->task, 1U);
    EXPECT_EQ(outcome.failure->statement, 1U);
    EXPECT_EQ(outcome.failure->offset, 29U);
    EXPECT_THAT(objects(), ElementsAre("log"));
  }
}

// A script sent as a "sequence" would go well without the broken one.
TEST_F(LibsqlTest, NoStatementIsDroppedThatCannotBeRead) {
  for (const std::string broken : {"nonsense", "CREATE TABLE c (a"}) {
    TaskList tasks;
    tasks.transactional(
        "a", "CREATE TABLE a (id INTEGER); " + broken +
                 (broken == "nonsense" ? "; CREATE TABLE b (id INTEGER)" : ""));

    const Outcome outcome = run(tasks);

    ASSERT_FAILED(outcome, ErrorCode::statement_failed);
    EXPECT_EQ(outcome.failure->statement, 1U);
    EXPECT_THAT(objects(), ElementsAre("log"));
    EXPECT_THAT(log(), IsEmpty());
  }
}

TEST_F(LibsqlTest, TablesAreMadeAnewWithoutLosingRowsThatPointToThem) {
  execute("CREATE TABLE kind (id INTEGER PRIMARY KEY)");
  execute(
      "CREATE TABLE thing (kind INTEGER REFERENCES kind ON DELETE "
      "CASCADE)");
  execute("INSERT INTO kind VALUES (1)");
  execute("INSERT INTO thing VALUES (1)");
  TaskList tasks;
  tasks.transactional(
      "a",
      "CREATE TABLE new_kind (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO "
      "new_kind SELECT id, 'x' FROM kind; DROP TABLE kind; ALTER TABLE "
      "new_kind RENAME TO kind");

  const Outcome outcome = run(tasks);

  ASSERT_SUCCEEDED(outcome);
  EXPECT_THAT(column("SELECT kind FROM thing"), ElementsAre("1"));
}

class LibsqlKeysTest : public LibsqlTest {
 protected:
  LibsqlKeysTest() {
    execute("CREATE TABLE kind (id INTEGER PRIMARY KEY)");
    execute("CREATE TABLE thing (kind INTEGER REFERENCES kind)");
    execute("INSERT INTO kind VALUES (1), (2)");
    execute("INSERT INTO thing VALUES (1), (2)");
  }
};

TEST_F(LibsqlKeysTest, RowsThatPointNowhereUndoTheTask) {
  TaskList tasks;
  tasks.transactional("a", "CREATE TABLE a (id INTEGER)");
  tasks.transactional("b", "DELETE FROM kind WHERE id = 1");

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::foreign_key_violation);
  EXPECT_EQ(outcome.committed, 1U);
  EXPECT_THAT(outcome.failure->error.notes, ElementsAre(HasSubstr("thing")));
  EXPECT_THAT(column("SELECT id FROM kind"), ElementsAre("1", "2"));
  EXPECT_THAT(log(), ElementsAre("a: all"));
}

TEST_F(LibsqlKeysTest, ThoseThatWereThereBeforeDoNotCount) {
  execute("PRAGMA foreign_keys = OFF; INSERT INTO thing VALUES (7)");
  TaskList tasks;
  tasks.transactional("a", "CREATE TABLE a (id INTEGER)");
  tasks.transactional("b", "DELETE FROM kind WHERE id = 1");

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::foreign_key_violation);
  EXPECT_EQ(outcome.committed, 1U);
  EXPECT_EQ(outcome.failure->error.notes.size(), 1U);
  EXPECT_THAT(log(), ElementsAre("a: all"));
}

TEST_F(LibsqlKeysTest, AKeyThatCannotBeCheckedStopsNothing) {
  execute("CREATE TABLE odd (a TEXT, b INTEGER REFERENCES thing (kind))");
  TaskList tasks;
  tasks.transactional("a", "CREATE TABLE a (id INTEGER)");

  ASSERT_SUCCEEDED(run(tasks));
}

TEST_F(LibsqlTest, AKilledRunIsOutlivedByWhoWaits) {
  lock();
  execute(
      "UPDATE godwit_migrations_lock SET expires = unixepoch('subsec') + "
      "1, holder = 'process 1 on gone'");
  auto second = connect();

  const auto waited = second.session().lock(lock_request(), recorder_, {});

  EXPECT_TRUE(waited.ok());
  EXPECT_THAT(recorder_.events, ElementsAre("waiting for process 1 on gone"));
}

TEST_F(LibsqlTest, ARunWhoseLockAnotherHasTakenChangesNothing) {
  lock();
  execute("UPDATE godwit_migrations_lock SET expires = 0");
  auto second = connect();
  second.session().lock(lock_request(), recorder_, {}).value();
  TaskList tasks;
  tasks.transactional("a", "CREATE TABLE a (id INTEGER)");
  tasks.by_statement("b", "CREATE TABLE b (id INTEGER)");

  const Outcome outcome =
      session().run(tasks.get(), TransactionMode::each, recorder_, {});

  ASSERT_FAILED(outcome, ErrorCode::locked);
  EXPECT_THAT(outcome.failure->error.message, HasSubstr("taken over"));
  EXPECT_THAT(objects(), ElementsAre("log"));
  // Nor does it give away what is not its own.
  session().unlock();
  EXPECT_TRUE(session().lock_holder(lock_request().name).value());
}

TEST_F(LibsqlTest, CodeWhoseTransactionTheServerForgetsIsUndone) {
  TaskList tasks;
  tasks.code("a", [](Database& database) -> Result<void> {
    database.execute("CREATE TABLE a (id INTEGER)").value();
    // Ten seconds is what a stream may be silent for.
    database.pause(std::chrono::seconds(12));
    auto done = database.execute("CREATE TABLE b (id INTEGER)");
    return done.ok() ? Result<void>() : done.error();
  });

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::connection_lost);
  EXPECT_THAT(objects(), ElementsAre("log"));
}

TEST_F(LibsqlTest, SizesAreCounted) {
  execute("INSERT INTO log VALUES ('a', 'x'), ('b', 'x')");
  const auto sizes =
      session().sizes(std::vector<TableName>{{.name = "log"}}).value();
  EXPECT_EQ(sizes.at(0).rows, 2);
  EXPECT_EQ(sizes.at(0).from, RowsFrom::count);
}

TEST_F(LibsqlTest, WholeCopiesAreLeftToWhoRunsTheServer) {
  EXPECT_EQ(session().back_up({.file = "nowhere"}).error().code,
            ErrorCode::unsupported);
  const auto locked = session().lock(
      {.name = lock_request().name, .exclusive = true}, recorder_, {});
  ASSERT_FALSE(locked.ok());
  EXPECT_EQ(locked.error().code, ErrorCode::unsupported);
}

TEST_F(LibsqlTest, ThereIsNoConnectionToSetUp) {
  const auto connection = godwit::connect(
      database_.url(),
      {.on_connect = [](const NativeConnection&) { return Result<void>(); }});
  ASSERT_FALSE(connection.ok());
  EXPECT_EQ(connection.error().code, ErrorCode::unsupported);
}

TEST_F(LibsqlTest, DatabasesAreFoundAndNotMade) {
  const auto found =
      create_database(DatabaseUrl::parse(database_.url()).value(), {});
  ASSERT_TRUE(found.ok()) << to_string(found.error());
  EXPECT_FALSE(found->created);

  std::string url = database_.url();
  url.replace(url.find("godwit_test"), 11, "nobody_made");
  const auto missing = create_database(DatabaseUrl::parse(url).value(), {});
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.error().code, ErrorCode::connection_failed);
  EXPECT_THAT(missing.error().hint, HasSubstr("turso db create"));
}

}  // namespace
}  // namespace godwit::driver
