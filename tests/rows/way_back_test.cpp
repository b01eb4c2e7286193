// SPDX-License-Identifier: BSL-1.0
// Edits that are taken back.
#include "rows/way_back.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rows/rows_database.h"

namespace godwit::test {
namespace {

using testing::HasSubstr;

using Texts = std::vector<std::vector<std::string>>;

std::string things() {
  return "CREATE TABLE thing (id integer PRIMARY KEY, t text, b " +
         std::string(on_postgresql() ? "bytea" : "blob") +
         ", n numeric DEFAULT 7, twice numeric GENERATED ALWAYS AS (n * 2) "
         "STORED);"
         "INSERT INTO thing (id, t, b, n) VALUES (1, 'it''s \\ -- ;', NULL, "
         "12.5), (2, '" +
         std::string(5000, 'e') + "', " +
         (on_postgresql() ? "'\\x00ff27'" : "x'00ff27'") +
         ", NULL), (3, '', NULL, 3)";
}

Texts all_of(const RowsDatabase& database) {
  return database.rows(
      std::string("SELECT id, coalesce(t, '-'), coalesce(") +
      (on_postgresql() ? "encode(b, 'hex')" : "lower(hex(b))") +
      ", '-'), coalesce(n, -1), coalesce(twice, -1) FROM thing ORDER BY id");
}

rows::WayBack way_back(const RowsDatabase& database,
                       const std::vector<rows::Edit>& edits) {
  return rows::write_way_back(database.source(), edits).value();
}

TEST(WayBack, GivesTheRowsTheirValuesBack) {
  const RowsDatabase database(things());
  const Texts before = all_of(database);
  const auto page = page_of(database, "thing");
  const std::vector<rows::Edit> edits = {
      update_of(page, 0, {{"id", to_text("10")}, {"t", to_null}}),
      removal_of(page, 1),
      update_of(page, 2, {{"t", to_text("x")}, {"n", to_default}}),
      insertion_into("thing", {{"id", to_text("2")}, {"t", to_text("new")}})};

  const auto written = rows::write_sql(database.source(), edits);
  const auto back = way_back(database, edits);

  ASSERT_FALSE(written.failure.has_value());
  ASSERT_EQ(back.unknown, "");
  database.execute(written.sql);
  EXPECT_NE(all_of(database), before);
  database.execute(back.sql);
  EXPECT_EQ(all_of(database), before);
}

TEST(WayBack, IsNotKnownWhereTheDatabaseMakesTheKey) {
  const RowsDatabase database(things());

  const auto back =
      way_back(database, {insertion_into("thing", {{"t", to_text("new")}})});

  EXPECT_EQ(back.sql, "");
  EXPECT_THAT(back.unknown, HasSubstr("only the database knows \"id\""));
}

TEST(WayBack, IsNotKnownWhereATriggerMayDoMore) {
  const RowsDatabase database(
      things() +
      (on_postgresql()
           ? ";CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS "
             "'BEGIN RETURN NEW; END';"
             "CREATE TRIGGER touch BEFORE UPDATE ON thing FOR EACH ROW "
             "EXECUTE FUNCTION keep()"
           : ";CREATE TRIGGER touch AFTER UPDATE ON thing BEGIN "
             "UPDATE thing SET n = 8 WHERE id = 3; END"));
  const auto page = page_of(database, "thing");

  EXPECT_THAT(
      way_back(database, {update_of(page, 0, {{"n", to_text("1")}})}).unknown,
      HasSubstr("trigger touch may change more"));
}

TEST(WayBack, IsNotKnownOfARowThatIsGone) {
  const RowsDatabase database(things());
  const auto page = page_of(database, "thing");
  database.execute("DELETE FROM thing WHERE id = 1");

  EXPECT_THAT(way_back(database, {removal_of(page, 0)}).unknown,
              HasSubstr("not there any more"));
}

}  // namespace
}  // namespace godwit::test
