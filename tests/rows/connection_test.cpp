// SPDX-License-Identifier: BSL-1.0
// What only a connection can promise: a libSQL server decides itself how long
// it works on a statement that nobody waits for, and of foreign keys.
#include <gtest/gtest.h>

#include <thread>

#include "driver/console/console.h"
#include "rows/rows_database.h"

namespace godwit::test {
namespace {

using driver::console::Access;

constexpr const char* people =
    "CREATE TABLE person (id integer PRIMARY KEY, name text NOT NULL)";

std::unique_ptr<driver::console::Console> open(
    const RowsDatabase& database, const driver::console::Opening& opening) {
  return driver::console::open(database.source().url, opening).value();
}

// Without an end.
std::string endless() {
  return on_postgresql()
             ? "SELECT pg_sleep(600)"
             : "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM "
               "n) SELECT count(*) FROM n";
}

TEST(Console, EndsAStatementThatTakesTooLong) {
  const RowsDatabase database(people);
  const auto session =
      open(database, {.access = Access::reading_anything,
                      .timeout = std::chrono::milliseconds(200)});

  const auto answer = driver::console::ask(*session, {.sql = endless()});

  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().code, ErrorCode::timed_out);
  EXPECT_TRUE(driver::console::ask(*session, {.sql = "SELECT 1"}).ok());
}

TEST(Console, EndsAStatementOnRequestOnTheServerToo) {
  const RowsDatabase database(people);
  StopSource stop;
  const auto session = open(database, {.access = Access::reading_anything,
                                       .timeout = std::chrono::minutes(5),
                                       .stop = stop.token()});
  std::thread later([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    stop.request_stop();
  });
  const auto begin = std::chrono::steady_clock::now();

  const auto answer = driver::console::ask(*session, {.sql = endless()});
  later.join();

  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().code, ErrorCode::cancelled);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(1));
  if (on_postgresql()) {
    EXPECT_EQ(database.value("SELECT count(*) FROM pg_stat_activity WHERE "
                             "datname = current_database() AND state = "
                             "'active' AND query LIKE '%pg_sleep(600)%' AND "
                             "pid <> pg_backend_pid()"),
              "0");
  }
}

TEST(Edit, RefusesWhatPointsNowhere) {
  const RowsDatabase database(
      "CREATE TABLE team (id integer PRIMARY KEY);"
      "CREATE TABLE member (id integer PRIMARY KEY, team integer REFERENCES "
      "team);INSERT INTO team VALUES (1);INSERT INTO member VALUES (1, 1)");
  const auto page = page_of(database, "member");

  const auto outcome =
      apply(database, {update_of(page, 0, {{"team", to_text("9")}})});

  ASSERT_TRUE(outcome.failure.has_value());
  EXPECT_EQ(outcome.failure->column, "team");
  EXPECT_EQ(database.value("SELECT team FROM member"), "1");
}

}  // namespace
}  // namespace godwit::test
