// SPDX-License-Identifier: BSL-1.0
#include "application.h"
#include "driver_test.h"

namespace godwit::driver {
namespace {

using ::testing::Contains;

// What a script leaves in the session: settings, locks, objects, the role.
class PostgresqlSessionTest : public DriverTest {
 protected:
  // Each of these fails if the one before is still there.
  static constexpr const char* leave_things_behind =
      "CREATE TEMP TABLE ids (id INTEGER); CREATE TEMP VIEW v AS SELECT 1; "
      "CREATE TEMP SEQUENCE s; PREPARE p AS SELECT 1; LISTEN heard; "
      "DECLARE c CURSOR WITH HOLD FOR SELECT 1; SELECT pg_advisory_lock(7)";
  static constexpr const char* things_in_session =
      "SELECT concat((SELECT count(*) FROM pg_class WHERE relnamespace = "
      "pg_my_temp_schema()), ' ', (SELECT count(*) FROM "
      "pg_prepared_statements), ' ', (SELECT count(*) FROM pg_cursors WHERE "
      "is_holdable), ' ', (SELECT count(*) FROM pg_listening_channels()), ' ', "
      "(SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' "
      "AND pid = pg_backend_pid()))";
};

TEST_F(PostgresqlSessionTest, StatementWithoutParametersIsSentAsItIs) {
  const auto rows = session().query({"SELECT $body$ $1 $body$"});

  ASSERT_TRUE(rows.ok()) << to_string(rows.error());
  EXPECT_EQ(rows->front().front(), " $1 ");
}

TEST_F(PostgresqlSessionTest, WhatAScriptLeavesIsGoneBeforeTheNext) {
  TaskList tasks;
  tasks.transactional("a", leave_things_behind);
  tasks.transactional("b", leave_things_behind);
  tasks.by_statement("c", leave_things_behind);
  tasks.transactional("d", leave_things_behind);

  const Outcome outcome = run(tasks);

  ASSERT_SUCCEEDED(outcome);
}

// Not by a word in their texts.
constexpr const char* functions_that_prepare = R"(
CREATE TABLE done (name text);
CREATE FUNCTION prepares() RETURNS void LANGUAGE plpgsql AS
  $$BEGIN EXECUTE 'PREPARE p AS SELECT 1'; END$$;
CREATE FUNCTION drops() RETURNS void LANGUAGE plpgsql AS
  $$BEGIN EXECUTE 'DEALLOCATE ALL'; END$$)";

class PreparingTest : public PostgresqlSessionTest,
                      public ::testing::WithParamInterface<const char*> {};

TEST_P(PreparingTest, ManySmallScriptsThatPrepareAreInNobodysWay) {
  TaskList tasks;
  tasks.transactional("functions", functions_that_prepare);
  for (int i = 0; i < 200; ++i) {
    const std::string name = "task " + std::to_string(i);
    const std::string all = "INSERT INTO done VALUES ('" + name + "');";
    tasks.transactional(name, i % 50 < 48 ? all : all + GetParam());
  }

  const Outcome outcome = run(tasks);

  ASSERT_SUCCEEDED(outcome);
  EXPECT_EQ(log().size(), 201u);
  const auto left = session().query(
      {"SELECT (SELECT count(*) FROM pg_prepared_statements), count(*), "
       "count(DISTINCT name) FROM public.done"});
  ASSERT_TRUE(left.ok()) << to_string(left.error());
  EXPECT_THAT(left->front(), ::testing::ElementsAre("0", "200", "200"));
}

INSTANTIATE_TEST_SUITE_P(, PreparingTest,
                         ::testing::Values("SELECT prepares()",
                                           "SELECT drops()",
                                           "PREPARE p AS SELECT 1",
                                           "DISCARD PLANS; DEALLOCATE ALL"));

TEST_F(PostgresqlSessionTest, WhatAFailedScriptLeavesIsGone) {
  TaskList tasks;
  tasks.by_statement("a", std::string(leave_things_behind) + "; SELECT nope");

  const Outcome first = run(tasks);
  const Outcome second = run(tasks);

  ASSERT_FAILED(first, ErrorCode::statement_failed);
  EXPECT_EQ(first.failure->error.sqlstate, "42703");
  ASSERT_FAILED(second, ErrorCode::statement_failed);
  EXPECT_EQ(second.failure->error.sqlstate, "42703");
}

TEST_F(PostgresqlSessionTest, WhatTheApplicationHasStays) {
  Application application(database_);
  application.execute(
      "CREATE TEMP TABLE mine (id INTEGER); PREPARE mine AS SELECT 1; "
      "LISTEN mine; DECLARE mine CURSOR WITH HOLD FOR SELECT 1; "
      "SELECT pg_advisory_lock(8)");
  connection_ = application.use().value();
  const std::string before = application.execute(things_in_session);
  TaskList tasks;
  tasks.transactional("a", leave_things_behind);
  tasks.transactional("b", leave_things_behind);
  tasks.by_statement("c", leave_things_behind);

  const Outcome outcome = run(tasks);

  ASSERT_SUCCEEDED(outcome);
  EXPECT_EQ(application.execute(things_in_session), before);
  EXPECT_EQ(application.execute("EXECUTE mine"), "1");
}

TEST_F(PostgresqlSessionTest, ScriptThatGivesTheLockAwayIsUndone) {
  for (const char* give_away :
       {"SELECT pg_advisory_unlock_all()",
        "DO $$ BEGIN PERFORM pg_advisory_unlock_all(); END $$"}) {
    TaskList tasks;
    tasks.transactional(
        "a", "CREATE TABLE a (id INTEGER); " + std::string(give_away));
    tasks.transactional("b", "CREATE TABLE b (id INTEGER)");

    const Outcome outcome = run(tasks);

    ASSERT_FAILED(outcome, ErrorCode::transaction_ended);
    EXPECT_THAT(outcome.failure->error.message, HasSubstr("lock"));
    EXPECT_THAT(log(), IsEmpty());
    EXPECT_FALSE(exists("a"));
  }
}

TEST_F(PostgresqlSessionTest, StatementThatGivesTheLockAwayIsTheLast) {
  TaskList tasks;
  tasks.by_statement("a",
                     "CREATE TABLE a (id INTEGER); DISCARD ALL; "
                     "CREATE TABLE b (id INTEGER)");

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::transaction_ended);
  EXPECT_THAT(log(), ElementsAre("a: 1"));
  EXPECT_FALSE(exists("b"));
}

TEST_F(PostgresqlSessionTest, RecordIsNotTheScriptsRole) {
  execute("GRANT CREATE ON SCHEMA public TO pg_monitor");
  TaskList tasks;
  tasks.by_statement("a",
                     "SET ROLE pg_monitor; CREATE TABLE a (id INTEGER); "
                     "BEGIN; CREATE TABLE b (id INTEGER); COMMIT; "
                     "CREATE TABLE c AS SELECT current_user::text AS name");

  const Outcome outcome = run(tasks);
  execute("REVOKE CREATE ON SCHEMA public FROM pg_monitor");

  ASSERT_SUCCEEDED(outcome);
  EXPECT_THAT(log(), ElementsAre("a: all"));
  EXPECT_THAT(column("SELECT tableowner FROM pg_tables WHERE tablename IN "
                     "('a', 'b') GROUP BY 1"),
              ElementsAre("pg_monitor"));
  EXPECT_THAT(column("SELECT name FROM c"), ElementsAre("pg_monitor"));
}

TEST_F(PostgresqlSessionTest, RecordIsNotBoundByTheScriptsLimits) {
  execute("CREATE TABLE slow (id INTEGER)");
  execute(
      "CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS "
      "'BEGIN PERFORM pg_sleep(0.2); RETURN NEW; END'");
  execute(
      "CREATE TRIGGER wait BEFORE INSERT OR UPDATE ON log "
      "FOR EACH ROW EXECUTE FUNCTION wait()");
  TaskList tasks;
  tasks.by_statement("a",
                     "SET statement_timeout = '100ms'; SELECT 1; "
                     "SET default_transaction_read_only = on; SELECT 2; "
                     "BEGIN READ ONLY; SELECT 3; COMMIT");

  const Outcome outcome = run(tasks);

  ASSERT_SUCCEEDED(outcome);
  EXPECT_THAT(log(), ElementsAre("a: all"));
}

TEST_F(PostgresqlSessionTest, ResultsThatLookLikeOursDoNoHarm) {
  std::string sql;
  for (int i = 0; i < 200; ++i) {
    sql += "SELECT 1 AS godwit_guard; SELECT 0 AS checked; ";
  }
  TaskList tasks;
  for (const std::string name : {"a", "b", "c", "d", "e", "f", "g", "h", "i"}) {
    tasks.transactional(name, sql);
  }

  const Outcome outcome = run(tasks);

  ASSERT_SUCCEEDED(outcome);
  EXPECT_EQ(log().size(), 9u);
}

TEST_F(PostgresqlSessionTest, GrantIsForWhomTheScriptHasBecome) {
  execute("CREATE SCHEMA closed; CREATE TABLE closed.a (id INTEGER)");
  TaskList tasks;
  tasks.transactional("a", "SET ROLE pg_monitor; SELECT * FROM closed.a");

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::statement_failed);
  EXPECT_THAT(outcome.failure->error.hint, HasSubstr("TO \"pg_monitor\""));
}

TEST_F(PostgresqlSessionTest, DeferredConstraintIsItsOwnScriptsFailure) {
  execute(
      "CREATE TABLE parent (id INTEGER PRIMARY KEY); CREATE TABLE child "
      "(id INTEGER REFERENCES parent DEFERRABLE INITIALLY DEFERRED)");
  TaskList tasks;
  tasks.transactional("a", "INSERT INTO child VALUES (1)");
  tasks.transactional("b", "SELECT 1");

  const Outcome outcome = run(tasks, TransactionMode::batch);

  ASSERT_FAILED(outcome, ErrorCode::statement_failed);
  EXPECT_EQ(outcome.failure->task, 0u);
  EXPECT_EQ(outcome.failure->error.sqlstate, "23503");
  EXPECT_THAT(outcome.failure->error.notes,
              Contains(HasSubstr("deferred constraint")));
}

}  // namespace
}  // namespace godwit::driver
