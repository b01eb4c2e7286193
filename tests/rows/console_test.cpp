// SPDX-License-Identifier: BSL-1.0
// Sessions for statements that people write.
#include "driver/console/console.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rows/rows_database.h"

namespace godwit::test {
namespace {

using driver::console::Access;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* people =
    "CREATE TABLE person (id integer PRIMARY KEY, name text NOT NULL);"
    "INSERT INTO person VALUES (1, 'Ada'), (2, 'Bob'), (3, 'Cleo')";

std::unique_ptr<driver::console::Console> open(
    const RowsDatabase& database, const driver::console::Opening& opening) {
  return driver::console::open(database.source().url, opening).value();
}

TEST(Console, GivesNamesValuesAndTypes) {
  const RowsDatabase database(people);
  const auto session =
      open(database, {.access = Access::reading_anything, .wants_types = true});

  const auto answer =
      driver::console::ask(*session,
                           {.sql = "SELECT id, name AS \"the name\", NULL AS "
                                   "none FROM person WHERE id < $1 "
                                   "ORDER BY id",
                            .parameters = {driver::console::Cell{"3"}}})
          .value();

  EXPECT_THAT(answer.names, ElementsAre("id", "the name", "none"));
  ASSERT_EQ(answer.rows.size(), 2u);
  EXPECT_EQ(text_of(answer.rows[1][1]), "Bob");
  EXPECT_FALSE(answer.rows[1][2].has_value());
  ASSERT_EQ(answer.done.types.size(), 3u);
  EXPECT_THAT(answer.done.types[0], testing::StrCaseEq("integer"));
}

TEST(Console, StopsAtEnoughRowsAndSaysThatThereAreMore) {
  const RowsDatabase database(people);
  const auto session = open(database, {.access = Access::reading_anything});
  const driver::console::Statement statement{.sql = "SELECT id FROM person"};

  const auto some = driver::console::ask(*session, statement, 2).value();
  const auto all = driver::console::ask(*session, statement, 3).value();

  EXPECT_EQ(some.rows.size(), 2u);
  EXPECT_TRUE(some.done.more);
  EXPECT_EQ(all.rows.size(), 3u);
  EXPECT_FALSE(all.done.more);
}

TEST(Console, RefusesWhatWritesWhereItReads) {
  const RowsDatabase database(people);
  const auto session = open(database, {.access = Access::reading_anything});

  for (const char* sql :
       {"DELETE FROM person", "INSERT INTO person VALUES (9, 'x')",
        "UPDATE person SET name = ''", "DROP TABLE person",
        "CREATE TABLE other (id integer)",
        "WITH a AS (SELECT 1) DELETE FROM person"}) {
    EXPECT_FALSE(driver::console::ask(*session, {.sql = sql}).ok()) << sql;
  }
  EXPECT_EQ(database.value("SELECT count(*) FROM person"), "3");
}

TEST(Console, TakesOneStatementAtATime) {
  const RowsDatabase database(people);
  const auto session = open(database, {.access = Access::reading_anything});

  const auto two =
      driver::console::ask(*session, {.sql = "SELECT 1; SELECT 2"});
  const auto none = driver::console::ask(*session, {.sql = "-- nothing"});
  const auto cut =
      driver::console::ask(*session, {.sql = std::string("SELECT 1\0, 2", 12)});

  ASSERT_FALSE(two.ok());
  EXPECT_EQ(two.error().code, ErrorCode::invalid_argument);
  EXPECT_FALSE(none.ok());
  EXPECT_FALSE(cut.ok());
}

TEST(Console, SaysWhereAStatementHasFailed) {
  const RowsDatabase database(people);
  const auto session = open(database, {.access = Access::reading_anything});

  const auto answer =
      driver::console::ask(*session, {.sql = "SELECT id, surname FROM person"});

  ASSERT_FALSE(answer.ok());
  EXPECT_THAT(answer.error().message, HasSubstr("surname"));
  EXPECT_EQ(session->spot().offset, 11u);
}

TEST(Console, KeepsNothingThatIsNotCommitted) {
  const RowsDatabase database(people);
  {
    const auto session = open(database, {.access = Access::writing});
    const auto done = driver::console::ask(
        *session, {.sql = "DELETE FROM person WHERE id > 1"});
    ASSERT_TRUE(done.ok()) << done.error().message;
    EXPECT_EQ(done->done.changed, 2);
  }
  EXPECT_EQ(database.value("SELECT count(*) FROM person"), "3");
  const auto session = open(database, {.access = Access::writing});
  ASSERT_TRUE(
      driver::console::ask(*session, {.sql = "DELETE FROM person WHERE id = 1"})
          .ok());
  ASSERT_TRUE(session->commit().ok());
  EXPECT_EQ(database.value("SELECT count(*) FROM person"), "2");
}

TEST(Console, LeavesTheTransactionToItself) {
  const RowsDatabase database(people);
  const auto session = open(database, {.access = Access::writing});
  ASSERT_TRUE(
      driver::console::ask(*session, {.sql = "DELETE FROM person"}).ok());

  for (const char* sql : {"COMMIT", "END", "ROLLBACK", "BEGIN"}) {
    EXPECT_FALSE(driver::console::ask(*session, {.sql = sql}).ok()) << sql;
  }
  EXPECT_EQ(database.value("SELECT count(*) FROM person"), "3");
}

}  // namespace
}  // namespace godwit::test
