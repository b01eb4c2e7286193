// SPDX-License-Identifier: BSL-1.0
#include <godwit/database.h>

#include <array>
#include <optional>
#include <string>
#include <thread>

#include "code_fixture.h"

namespace godwit::driver {
namespace {

const bool sqlite = dialect == Dialect::sqlite;

Error a_failure() {
  return {.code = ErrorCode::statement_failed, .message = "no luck"};
}

class CodeTest : public CodeFixture {};

TEST_F(CodeTest, WorkAndRecordAreKeptTogether) {
  TaskList tasks;
  tasks.transactional("a", "CREATE TABLE a (id INTEGER)");
  tasks.code("b", [](Database& database) -> Result<void> {
    const auto changed =
        database.execute("UPDATE person SET name = $2 WHERE id = $1", 1, "Eve");
    if (!changed) return changed.error();
    EXPECT_EQ(*changed, 1);
    return {};
  });
  tasks.transactional("c", "INSERT INTO a SELECT id FROM person");

  const Outcome outcome = run(tasks);

  ASSERT_SUCCEEDED(outcome);
  EXPECT_EQ(outcome.committed, 3U);
  EXPECT_THAT(log(), ElementsAre("a: all", "b: all", "c: all"));
  EXPECT_THAT(names(), ElementsAre("Eve", "Bob", "-"));
  EXPECT_THAT(recorder_.events,
              ElementsAre("started 0", "finished 0", "started 1", "finished 1",
                          "started 2", "finished 2"));
}

TEST_F(CodeTest, FailureUndoesItAndKeepsWhatCameBefore) {
  TaskList tasks;
  tasks.transactional("a", "CREATE TABLE a (id INTEGER)");
  tasks.code("b", [](Database& database) -> Result<void> {
    database.execute("DELETE FROM person").value();
    return a_failure();
  });

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::statement_failed);
  EXPECT_EQ(outcome.failure->task, 1U);
  EXPECT_EQ(outcome.failure->error.message, "no luck");
  EXPECT_EQ(outcome.committed, 1U);
  EXPECT_THAT(log(), ElementsAre("a: all"));
  EXPECT_THAT(names(), ElementsAre("Ada", "Bob", "-"));
}

TEST_F(CodeTest, FailedRecordUndoesIt) {
  TaskList tasks;
  tasks.code("a", [](Database& database) -> Result<void> {
    database.execute("DELETE FROM person").value();
    return {};
  });
  tasks.back().records.back().push_back({"INSERT INTO nowhere VALUES (1)"});

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::statement_failed);
  EXPECT_THAT(log(), IsEmpty());
  EXPECT_THAT(names(), ElementsAre("Ada", "Bob", "-"));
}

TEST_F(CodeTest, ValuesComeBackAsTheyWere) {
  const std::array<std::byte, 3> bytes = {std::byte{0}, std::byte{255},
                                          std::byte{39}};
  execute(sqlite ? "CREATE TABLE kinds (t TEXT, i INTEGER, r REAL, b BLOB, "
                   "f BOOLEAN, n TEXT, e BLOB)"
                 : "CREATE TABLE kinds (t TEXT, i BIGINT, r DOUBLE PRECISION, "
                   "b BYTEA, f BOOLEAN, n TEXT, e BYTEA)");
  const Outcome outcome = run_code([&](Database& database) -> Result<void> {
    const std::optional<std::string> nothing;
    database
        .execute("INSERT INTO kinds VALUES ($1, $2, $3, $4, $5, $6, $7)",
                 "O'Neill \\ ü", std::int64_t{-9'007'199'254'740'993}, 0.1,
                 std::span<const std::byte>(bytes), true, nothing,
                 std::span<const std::byte>())
        .value();
    auto rows = database.query("SELECT t, i, r, b, f, n, e FROM kinds").value();
    EXPECT_TRUE(rows.next().value());
    EXPECT_EQ(rows.columns(), 7U);
    EXPECT_EQ(rows.get<std::string>(0), "O'Neill \\ ü");
    EXPECT_EQ(rows.get<std::int64_t>(1), -9'007'199'254'740'993);
    EXPECT_EQ(rows.get<double>(2), 0.1);
    EXPECT_TRUE(
        std::ranges::equal(rows.get<std::span<const std::byte>>(3), bytes));
    EXPECT_TRUE(rows.get<bool>(4));
    EXPECT_EQ(rows.get<std::optional<std::string>>(5), std::nullopt);
    EXPECT_TRUE(rows.get<std::span<const std::byte>>(6).empty());
    EXPECT_FALSE(rows.is_null(6));
    EXPECT_THROW(rows.get<std::string>(5), BadResult);
    EXPECT_THROW(rows.get<int>(0), BadResult);
    EXPECT_THROW(rows.get<int>(1), BadResult);
    EXPECT_FALSE(rows.next().value());
    EXPECT_FALSE(rows.next().value());
    return {};
  });

  ASSERT_SUCCEEDED(outcome);
}

TEST_F(CodeTest, NumbersOfAllTypesAreTaken) {
  const Outcome outcome = run_code([](Database& database) -> Result<void> {
    const std::vector<int> three = {1, 2, 3};
    EXPECT_EQ(database.execute("DELETE FROM person WHERE id = $1", three.size())
                  .value(),
              1);
    EXPECT_EQ(
        database
            .execute("DELETE FROM person WHERE id = $1", static_cast<short>(2))
            .value(),
        1);
    EXPECT_THROW(static_cast<void>(database.execute(
                     "DELETE FROM person WHERE id = $1", ~std::uint64_t{0})),
                 BadResult);
    return {};
  });

  ASSERT_SUCCEEDED(outcome);
  EXPECT_THAT(names(), ElementsAre("Ada"));
}

TEST_F(CodeTest, RowsAreReadOneAtATimeWhileOthersAreChanged) {
  execute("CREATE TABLE source (id INTEGER PRIMARY KEY)");
  execute(
      "INSERT INTO source WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT "
      "i + 1 FROM n WHERE i < 1001) SELECT i FROM n");
  const Outcome outcome = run_code([](Database& database) -> Result<void> {
    database.execute("DELETE FROM person").value();
    auto rows =
        database.query("SELECT id FROM source WHERE id > $1 ORDER BY id", 1)
            .value();
    while (rows.next().value()) {
      database.execute("INSERT INTO person VALUES ($1, NULL)", rows.get<int>(0))
          .value();
    }
    return {};
  });

  ASSERT_SUCCEEDED(outcome);
  EXPECT_THAT(column("SELECT count(*) FROM person"), ElementsAre("1000"));
}

TEST_F(CodeTest, RowsOfAChangeAreReadToo) {
  const Outcome outcome = run_code([](Database& database) -> Result<void> {
    auto rows = database
                    .query(
                        "UPDATE person SET name = 'X' WHERE id > $1 "
                        "RETURNING id",
                        1)
                    .value();
    int sum = 0;
    while (rows.next().value()) sum += rows.get<int>(0);
    EXPECT_EQ(sum, 5);
    return {};
  });

  ASSERT_SUCCEEDED(outcome);
  EXPECT_THAT(names(), ElementsAre("Ada", "X", "X"));
}

TEST_F(CodeTest, OnlyChangedRowsAreCounted) {
  const Outcome outcome = run_code([](Database& database) -> Result<void> {
    EXPECT_EQ(database.execute("DELETE FROM person WHERE id > 1").value(), 2);
    EXPECT_EQ(database.execute("CREATE TABLE b (id INTEGER)").value(), 0);
    EXPECT_EQ(database.execute("SELECT id FROM person").value(), 0);
    return {};
  });

  ASSERT_SUCCEEDED(outcome);
}

TEST_F(CodeTest, FailedStatementNamesItsLine) {
  std::uint32_t line = 0;
  const Outcome outcome = run_code([&](Database& database) -> Result<void> {
    line = __LINE__ + 1;
    auto done = database.execute("INSERT INTO nowhere VALUES ($1)", 1);
    return done.ok() ? Result<void>() : done.error();
  });

  ASSERT_FAILED(outcome, ErrorCode::statement_failed);
  const Error& error = outcome.failure->error;
  EXPECT_THAT(error.location.file, HasSubstr("code_test.cpp"));
  EXPECT_EQ(error.location.line, line);
  EXPECT_THAT(error.notes, ::testing::Contains(
                               HasSubstr("INSERT INTO nowhere VALUES ($1)")));
}

// PostgreSQL would undo at the end what the code thinks is done.
TEST_F(CodeTest, FailureThatTheCodeDoesNotTellIsToldWhereItUndoesAll) {
  const Outcome outcome = run_code([](Database& database) -> Result<void> {
    database.execute("UPDATE person SET name = 'X' WHERE id = 1").value();
    static_cast<void>(database.execute("INSERT INTO nowhere VALUES (1)"));
    return {};
  });

  if (sqlite) {
    ASSERT_SUCCEEDED(outcome);
    EXPECT_THAT(names(), ElementsAre("X", "Bob", "-"));
  } else {
    ASSERT_FAILED(outcome, ErrorCode::statement_failed);
    EXPECT_THAT(outcome.failure->error.message, HasSubstr("nowhere"));
    EXPECT_THAT(names(), ElementsAre("Ada", "Bob", "-"));
  }
}

TEST_F(CodeTest, SavepointOfItsOwnTakesAFailureBack) {
  const Outcome outcome = run_code([](Database& database) -> Result<void> {
    database.execute("SAVEPOINT mine").value();
    EXPECT_FALSE(database.execute("INSERT INTO nowhere VALUES (1)").ok());
    database.execute("ROLLBACK TO mine").value();
    database.execute("UPDATE person SET name = 'X' WHERE id = 1").value();
    return {};
  });

  ASSERT_SUCCEEDED(outcome);
  EXPECT_THAT(names(), ElementsAre("X", "Bob", "-"));
}

TEST_F(CodeTest, EndOfTheTransactionIsRefused) {
  for (const char* statement : {"BEGIN", "COMMIT", "/* x */ rollback", "END"}) {
    const Outcome outcome = run_code([&](Database& database) -> Result<void> {
      database.execute("DELETE FROM person").value();
      auto done = database.execute(statement);
      return done.ok() ? Result<void>() : done.error();
    });
    ASSERT_FAILED(outcome, ErrorCode::transaction_ended);
    EXPECT_THAT(names(), ElementsAre("Ada", "Bob", "-"));
  }
  EXPECT_THAT(log(), IsEmpty());
}

TEST_F(CodeTest, SeveralStatementsInOneAreRefused) {
  const Outcome outcome = run_code([](Database& database) -> Result<void> {
    auto done = database.execute("DELETE FROM person; SELECT 1");
    return done.ok() ? Result<void>() : done.error();
  });

  ASSERT_TRUE(outcome.failure.has_value());
  EXPECT_THAT(names(), ElementsAre("Ada", "Bob", "-"));
}

TEST_F(CodeTest, StopEndsAStatement) {
  execute("CREATE TABLE sink (n INTEGER)");
  StopSource stop;
  TaskList tasks;
  std::thread stopper;
  tasks.code("a", [&](Database& database) -> Result<void> {
    database.execute("DELETE FROM person").value();
    stopper = std::thread([&] {
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
      stop.request_stop();
    });
    auto done = database.execute(endless_insert);
    EXPECT_TRUE(database.stop_requested());
    return done.ok() ? Result<void>() : done.error();
  });

  const Outcome outcome = run(tasks, TransactionMode::each, stop.token());
  stopper.join();

  ASSERT_FAILED(outcome, ErrorCode::cancelled);
  EXPECT_THAT(names(), ElementsAre("Ada", "Bob", "-"));
}

TEST_F(CodeTest, StopThatItDoesNotHearUndoesIt) {
  StopSource stop;
  TaskList tasks;
  tasks.code("a", [&](Database& database) -> Result<void> {
    database.execute("DELETE FROM person").value();
    stop.request_stop();
    database.pause(std::chrono::hours(1));
    return {};
  });

  const Outcome outcome = run(tasks, TransactionMode::each, stop.token());

  ASSERT_FAILED(outcome, ErrorCode::cancelled);
  EXPECT_THAT(names(), ElementsAre("Ada", "Bob", "-"));
}

TEST_F(CodeTest, BatchKeepsAllOrNothing) {
  TaskList tasks;
  tasks.transactional("a", "CREATE TABLE a (id INTEGER)");
  tasks.code("b", [](Database& database) -> Result<void> {
    database.execute("INSERT INTO a SELECT id FROM person").value();
    return {};
  });
  tasks.transactional("c", "UPDATE a SET id = -id");
  ASSERT_SUCCEEDED(run(tasks, TransactionMode::batch));
  EXPECT_THAT(column("SELECT id FROM a ORDER BY id"),
              ElementsAre("-3", "-2", "-1"));

  TaskList failing;
  failing.transactional("d", "CREATE TABLE d (id INTEGER)");
  failing.code("e", [](Database& database) -> Result<void> {
    database.execute("DELETE FROM person").value();
    return {};
  });
  failing.transactional("f", "INSERT INTO nowhere VALUES (1)");
  ASSERT_FAILED(run(failing, TransactionMode::batch),
                ErrorCode::statement_failed);
  EXPECT_FALSE(exists("d"));
  EXPECT_THAT(names(), ElementsAre("Ada", "Bob", "-"));
}

TEST_F(CodeTest, SessionIsNotToBeUsedMeanwhile) {
  const Outcome outcome = run_code([&](Database&) -> Result<void> {
    auto rows = session().query({"SELECT 1"});
    return rows.ok() ? Result<void>() : rows.error();
  });

  ASSERT_FAILED(outcome, ErrorCode::invalid_argument);
}

TEST_F(CodeTest, ProgressIsTold) {
  const Outcome outcome = run_code([](Database& database) -> Result<void> {
    database.progress(3, 10);
    return {};
  });

  ASSERT_SUCCEEDED(outcome);
  EXPECT_THAT(recorder_.events_with("progress"),
              ElementsAre("progress 0: 3 of 10"));
}

TEST_F(CodeTest, OneTransactionIsNotCommittedInParts) {
  const Outcome outcome =
      run_code([](Database& database) { return database.commit("half"); });

  ASSERT_FAILED(outcome, ErrorCode::invalid_argument);
}

TEST_F(CodeTest, PartsAreKeptWithTheirCheckpoints) {
  TaskList tasks;
  std::vector<std::string> seen;
  tasks.code_in_parts("a", [&](Database& database) -> Result<void> {
    database.execute("UPDATE person SET name = 'X' WHERE id = 1").value();
    database.commit("1").value();
    seen = log();
    EXPECT_EQ(database.checkpoint(), "1");
    database.execute("UPDATE person SET name = 'X' WHERE id = 2").value();
    return {};
  });

  ASSERT_SUCCEEDED(run(tasks));
  EXPECT_THAT(seen, ElementsAre("a: 1"));
  EXPECT_THAT(log(), ElementsAre("a: all"));
  EXPECT_THAT(names(), ElementsAre("X", "X", "-"));
}

TEST_F(CodeTest, FailureKeepsThePartsBefore) {
  TaskList tasks;
  tasks.code_in_parts("a", [](Database& database) -> Result<void> {
    database.execute("UPDATE person SET name = 'X' WHERE id = 1").value();
    database.commit("1").value();
    database.execute("UPDATE person SET name = 'X' WHERE id = 2").value();
    return a_failure();
  });

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::statement_failed);
  EXPECT_EQ(outcome.committed, 0U);
  EXPECT_EQ(outcome.statements_kept, 1U);
  EXPECT_THAT(log(), ElementsAre("a: 1"));
  EXPECT_THAT(names(), ElementsAre("X", "Bob", "-"));
}

TEST_F(CodeTest, PartsGoOnFromACheckpoint) {
  execute("INSERT INTO log VALUES ('a', '1')");
  TaskList tasks;
  tasks.code_in_parts(
      "a",
      [](Database& database) -> Result<void> {
        EXPECT_EQ(database.checkpoint(), "1");
        database.execute("UPDATE person SET name = 'X' WHERE id = 2").value();
        return {};
      },
      "1");

  ASSERT_SUCCEEDED(run(tasks));
  EXPECT_THAT(log(), ElementsAre("a: all"));
  EXPECT_THAT(names(), ElementsAre("Ada", "X", "-"));
}

// Between two parts the database is free.
TEST_F(CodeTest, OthersWriteBetweenParts) {
  TaskList tasks;
  tasks.code_in_parts("a", [this](Database& database) -> Result<void> {
    database.execute("UPDATE person SET name = 'X' WHERE id = 1").value();
    database.commit("1").value();
    execute("UPDATE person SET name = 'other' WHERE id = 1");
    database.execute("UPDATE person SET name = 'X' WHERE id = 2").value();
    return {};
  });

  ASSERT_SUCCEEDED(run(tasks));
  EXPECT_THAT(names(), ElementsAre("other", "X", "-"));
}

TEST_F(CodeTest, PartsAreRefusedInABatch) {
  TaskList tasks;
  tasks.code_in_parts("a", [](Database&) -> Result<void> { return {}; });

  ASSERT_FAILED(run(tasks, TransactionMode::batch),
                ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace godwit::driver
