// SPDX-License-Identifier: BSL-1.0
#include "support/postgresql_traps.h"

#include "application.h"
#include "driver_test.h"

namespace godwit::driver {
namespace {

/// Everybody's functions and operators come before the server's own.
class PostgresqlTrapsTest : public DriverTest {
 protected:
  PostgresqlTrapsTest() {
    execute("CREATE TABLE a (id INTEGER)");
    execute(test::set_traps);
    connection_ = connect();
  }

  static TaskList tasks() {
    TaskList tasks;
    tasks.transactional("a", "INSERT INTO public.a VALUES (1)");
    tasks.transactional("b", "SET search_path TO traps; SELECT 1");
    tasks.by_statement("c",
                       "INSERT INTO public.a VALUES (2); "
                       "CREATE INDEX CONCURRENTLY a_id ON public.a (id); "
                       "BEGIN; INSERT INTO public.a VALUES (3); COMMIT");
    return tasks;
  }

  // The closing look must not spring any either.
  std::vector<std::string> recorded() {
    execute("ALTER DATABASE " + database_.name() + " RESET search_path");
    return log();
  }
};

TEST_F(PostgresqlTrapsTest, TrapsAreSet) {
  const auto sprung = session().query(
      {.sql = "SELECT 1 FROM pg_catalog.pg_class WHERE relname = 'a'::name",
       .pinned = false});

  ASSERT_FALSE(sprung.ok());
  EXPECT_EQ(sprung.error().message, "trap");
}

TEST_F(PostgresqlTrapsTest, NoneIsSprungByARun) {
  const Outcome outcome = run(tasks());

  ASSERT_SUCCEEDED(outcome);
  EXPECT_THAT(recorded(), ElementsAre("a: all", "b: all", "c: all"));
}

TEST_F(PostgresqlTrapsTest, NoneIsSprungByABatch) {
  TaskList both;
  both.transactional("a", "INSERT INTO public.a VALUES (1)");
  both.transactional("b", "INSERT INTO public.a VALUES (2)");

  const Outcome outcome = run(both, TransactionMode::batch);

  ASSERT_SUCCEEDED(outcome);
  EXPECT_THAT(recorded(), ElementsAre("a: all", "b: all"));
}

TEST_F(PostgresqlTrapsTest, NoneIsSprungOnTheConnectionOfAnApplication) {
  Application application(database_);
  application.execute("SET app.tenant = '7'");
  connection_ = application.use().value();

  const Outcome outcome = run(tasks());

  ASSERT_SUCCEEDED(outcome);
  EXPECT_THAT(recorded(), ElementsAre("a: all", "b: all", "c: all"));
}

TEST_F(PostgresqlTrapsTest, NoneIsSprungByWaitingOrByAFailure) {
  auto other = connect();
  other.session().lock(lock_request(), recorder_, {}).value();
  LockRequest impatient = lock_request();
  impatient.wait = false;
  TaskList broken;
  broken.by_statement("a",
                      "CREATE UNIQUE INDEX CONCURRENTLY x ON nowhere (id)");

  const auto refused = session().lock(impatient, recorder_, {});
  other.session().unlock();
  const Outcome outcome = run(broken);

  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(refused.error().message, HasSubstr("process"));
  ASSERT_FAILED(outcome, ErrorCode::statement_failed);
  EXPECT_EQ(outcome.failure->error.sqlstate, "42P01");
}

}  // namespace
}  // namespace godwit::driver
