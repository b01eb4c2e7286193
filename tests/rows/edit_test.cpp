// SPDX-License-Identifier: BSL-1.0
// Rows that are changed.
#include "rows/edit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rows/row.h"
#include "rows/rows_database.h"

namespace godwit::test {
namespace {

using testing::HasSubstr;
using testing::Not;

using Texts = std::vector<std::vector<std::string>>;

constexpr const char* people =
    "CREATE TABLE person (id integer PRIMARY KEY, name text, email text UNIQUE,"
    " level text NOT NULL DEFAULT 'new', age integer CHECK (age >= 0));"
    "INSERT INTO person VALUES (1, 'Ada', 'a@x', 'old', 30), "
    "(2, 'Bob', 'b@x', 'old', 40)";

TEST(Edit, SetsValuesEmptyTextsNullAndDefaultsApart) {
  const RowsDatabase database(people);
  const auto page = page_of(database, "person");

  const auto outcome =
      apply(database, {update_of(page, 0,
                                 {{"name", to_text("")},
                                  {"email", to_text("NULL")},
                                  {"level", to_default}}),
                       update_of(page, 1, {{"name", to_null}}),
                       insertion_into("person", {{"id", to_text("3")}})});

  EXPECT_EQ(failure_of(outcome), "");
  EXPECT_EQ(database.rows("SELECT id, coalesce(name, '-'), email, level FROM "
                          "person ORDER BY id"),
            (Texts{{"1", "", "NULL", "new"},
                   {"2", "-", "b@x", "old"},
                   {"3", "-", "NULL", "new"}}));
  EXPECT_EQ(database.value("SELECT count(*) FROM person WHERE email IS NULL"),
            "1");
  ASSERT_EQ(outcome.rows.size(), 3u);
  EXPECT_EQ(text_of(outcome.rows[2].row->cells[3].value), "new");
}

TEST(Edit, FindsThatSomebodyElseHasChangedTheRow) {
  const RowsDatabase database(people);
  const auto page = page_of(database, "person");
  database.execute("UPDATE person SET age = 31 WHERE id = 1");

  const auto outcome =
      apply(database, {update_of(page, 1, {{"name", to_text("Bert")}}),
                       update_of(page, 0, {{"name", to_text("Eve")}})});

  ASSERT_TRUE(outcome.conflict.has_value());
  EXPECT_EQ(outcome.conflict->edit, 1u);
  ASSERT_TRUE(outcome.conflict->theirs.has_value());
  EXPECT_EQ(text_of(outcome.conflict->theirs->cells[4].value), "31");
  EXPECT_EQ(database.value("SELECT name FROM person WHERE id = 2"), "Bob");
  // On what they have made of it, it goes.
  auto again = update_of(page, 0, {{"name", to_text("Eve")}});
  again.version = outcome.conflict->theirs->version;
  EXPECT_EQ(failure_of(apply(database, {again})), "");
}

// A text and bytes that are shown in part, and what somebody makes of them
// behind that part, of the same length.
struct LongValues {
  RowsDatabase database{
      "CREATE TABLE story (id integer PRIMARY KEY, name text, told text, " +
      std::string(on_postgresql() ? "scan bytea" : "scan blob") +
      ");INSERT INTO story VALUES (1, 'a', " + text('x') + ", " + bytes("00") +
      ")"};

  static std::string text(char last) {
    return "'" + std::string(100'000, 'e') + last + "'";
  }
  static std::string bytes(std::string_view last) {
    std::string digits;
    for (int i = 0; i < 1000; ++i) digits += "ab";
    digits += last;
    return on_postgresql() ? "'\\x" + digits + "'" : "x'" + digits + "'";
  }
  rows::Edit renaming(const rows::Page& page) const {
    rows::Edit edit = update_of(page, 0, {{"name", to_text("mine")}});
    edit.version = rows::whole_version(database.source(), edit.table, edit.key,
                                       edit.version)
                       .value();
    return edit;
  }
};

TEST(Edit, FindsAChangeDeepInsideOfALongValue) {
  const std::vector<std::string> changes = {
      "told = " + LongValues::text('y'), "scan = " + LongValues::bytes("01")};
  for (const std::string& change : changes) {
    const LongValues story;
    const auto page = page_of(story.database, "story");
    const rows::Edit mine = story.renaming(page);
    story.database.execute("UPDATE story SET " + change);

    for (rows::Edit edit : {mine, removal_of(page, 0)}) {
      edit.version = mine.version;
      const auto outcome = apply(story.database, {edit});

      EXPECT_EQ(failure_of(outcome), "conflict") << change.substr(0, 10);
      ASSERT_TRUE(outcome.conflict->theirs.has_value());
      EXPECT_EQ(story.database.value("SELECT name FROM story"), "a");
    }
    // On what they have made of it, it goes.
    rows::Edit again = mine;
    again.version =
        apply(story.database, {mine}).conflict->theirs.value().version;
    EXPECT_EQ(failure_of(apply(story.database, {again})), "");
  }
}

TEST(Edit, TakesARowWithLongValuesThatNobodyHasChanged) {
  const LongValues story;

  EXPECT_EQ(
      failure_of(apply(story.database,
                       {story.renaming(page_of(story.database, "story"))})),
      "");
  EXPECT_EQ(story.database.value("SELECT name FROM story"), "mine");
}

// What was seen of a row is not replaced by what came of it since.
TEST(Edit, FindsAChangeThatWasMadeBeforeAllOfTheRowWasRead) {
  const LongValues story;
  const auto page = page_of(story.database, "story");
  story.database.execute("UPDATE story SET name = 'theirs'");

  EXPECT_EQ(failure_of(apply(story.database, {story.renaming(page)})),
            "conflict");
  EXPECT_EQ(story.database.value("SELECT name FROM story"), "theirs");
}

TEST(Edit, FindsThatSomebodyElseHasDeletedTheRow) {
  const RowsDatabase database(people);
  const auto page = page_of(database, "person");
  database.execute("DELETE FROM person WHERE id = 1");

  for (const rows::Edit& edit :
       {update_of(page, 0, {{"name", to_text("Eve")}}), removal_of(page, 0)}) {
    const auto outcome = apply(database, {edit});
    ASSERT_TRUE(outcome.conflict.has_value());
    EXPECT_FALSE(outcome.conflict->theirs.has_value());
  }
}

TEST(Edit, ChangesKeysAlsoOfSeveralColumnsAndRemovesRows) {
  const RowsDatabase database(
      "CREATE TABLE pair (a text NOT NULL, b integer NOT NULL, v text, "
      "PRIMARY KEY (a, b));"
      "INSERT INTO pair VALUES ('x', 1, 'one'), ('x', 2, 'two'), "
      "('y''', 1, 'three')");
  const auto page = page_of(database, "pair");

  const auto outcome = apply(
      database, {update_of(page, 0, {{"b", to_text("7")}}), removal_of(page, 1),
                 update_of(page, 2, {{"a", to_text("z\"")}})});

  EXPECT_EQ(failure_of(outcome), "");
  EXPECT_EQ(database.rows("SELECT * FROM pair ORDER BY a"),
            (Texts{{"x", "7", "one"}, {"z\"", "1", "three"}}));
  EXPECT_FALSE(outcome.rows[1].row.has_value());
}

TEST(Edit, TellsTheCellThatTheDatabaseRefusesAndKeepsNothing) {
  const RowsDatabase database(people);
  const auto page = page_of(database, "person");
  struct Case {
    std::string column;
    rows::NewValue value;
  };
  for (const Case& one : {Case{"level", to_null}, Case{"email", to_text("b@x")},
                          Case{"age", to_text("-1")}}) {
    const auto outcome =
        apply(database, {update_of(page, 1, {{"name", to_text("changed")}}),
                         update_of(page, 0, {{one.column, one.value}})});
    ASSERT_TRUE(outcome.failure.has_value()) << one.column;
    EXPECT_EQ(outcome.failure->edit, 1u);
    EXPECT_EQ(outcome.failure->column, one.column);
    EXPECT_EQ(database.value("SELECT name FROM person WHERE id = 2"), "Bob");
  }
  if (!on_postgresql()) return;
  const auto outcome =
      apply(database, {update_of(page, 0, {{"age", to_text("many")}})});
  ASSERT_TRUE(outcome.failure.has_value());
  EXPECT_EQ(outcome.failure->column, "age");
  EXPECT_THAT(outcome.failure->error.message, HasSubstr("many"));
}

TEST(Edit, TellsTheCellThatRefersToNothing) {
  const RowsDatabase database(
      "CREATE TABLE author (id integer PRIMARY KEY);"
      "CREATE TABLE shelf (room integer, place integer,"
      " PRIMARY KEY (room, place));"
      "CREATE TABLE book (id integer PRIMARY KEY,"
      " author_id integer REFERENCES author,"
      " room integer, place integer,"
      " next_id integer REFERENCES book DEFERRABLE INITIALLY DEFERRED,"
      " FOREIGN KEY (room, place) REFERENCES shelf (room, place));"
      "INSERT INTO author VALUES (1), (2); INSERT INTO shelf VALUES (1, 1);"
      "INSERT INTO book VALUES (1, 1, 1, 1, NULL), (2, 1, 1, 1, NULL)");
  const auto page = page_of(database, "book");
  using Values = std::vector<std::pair<std::string, rows::NewValue>>;
  const auto refused = [&](const Values& values) {
    const auto outcome =
        apply(database, {update_of(page, 0, {{"author_id", to_text("2")}}),
                         update_of(page, 1, values)});
    EXPECT_EQ(database.value("SELECT author_id FROM book WHERE id = 1"), "1");
    return outcome.failure && outcome.failure->edit == 1u
               ? outcome.failure->column
               : std::string();
  };

  EXPECT_EQ(refused({{"room", to_text("1")}, {"author_id", to_text("9")}}),
            "author_id");
  EXPECT_EQ(refused({{"author_id", to_text("2")}, {"place", to_text("9")}}),
            "place");
  EXPECT_EQ(refused({{"author_id", to_text("2")}, {"next_id", to_text("9")}}),
            "next_id");
  EXPECT_EQ(
      failure_of(apply(
          database,
          {update_of(page, 1, {{"room", to_null}, {"place", to_text("9")}})})),
      "");
}

TEST(Edit, TellsWhatRefersToARowThatMustStay) {
  const RowsDatabase database(
      "CREATE TABLE team (id integer PRIMARY KEY, code text UNIQUE);"
      "CREATE TABLE member (id integer PRIMARY KEY, team integer REFERENCES "
      "team, code text REFERENCES team (code));"
      "CREATE TABLE visitor (id integer PRIMARY KEY, team integer REFERENCES "
      "team);"
      "INSERT INTO team VALUES (1, 'a'), (2, 'b');"
      "INSERT INTO member VALUES (1, 1, NULL), (2, NULL, 'b')");
  const auto page = page_of(database, "team");
  const auto told = [&](const rows::Edit& edit) {
    const auto outcome = apply(database, {edit});
    if (!outcome.failure) return std::string();
    std::string text = outcome.failure->error.message;
    for (const std::string& note : outcome.failure->error.notes) {
      text += '\n' + note;
    }
    return text;
  };

  EXPECT_THAT(told(removal_of(page, 0)), HasSubstr("member"));
  EXPECT_THAT(told(removal_of(page, 0)), Not(HasSubstr("visitor")));
  EXPECT_THAT(
      told(update_of(page, 1, {{"code", to_text("c")}})),
      HasSubstr(on_postgresql() ? "member" : "of member refer to it by code"));
  EXPECT_EQ(told(update_of(page, 0, {{"code", to_text("c")}})), "");
}

TEST(Edit, LeavesWhatTheDatabaseComputesAndSaysWhy) {
  const RowsDatabase database(
      std::string("CREATE TABLE area (id integer PRIMARY KEY, a integer, ") +
      "twice integer GENERATED ALWAYS AS (a * 2) STORED" +
      (on_postgresql() ? ", n integer GENERATED ALWAYS AS IDENTITY" : "") +
      ");INSERT INTO area (id, a) VALUES (1, 2)");
  const auto page = page_of(database, "area");

  EXPECT_THAT(failure_of(apply(
                  database, {update_of(page, 0, {{"twice", to_text("5")}})})),
              HasSubstr("computes it"));
  EXPECT_EQ(
      failure_of(apply(database, {update_of(page, 0, {{"a", to_text("5")}})})),
      "");
  EXPECT_EQ(database.value("SELECT twice FROM area"), "10");
  if (!on_postgresql()) return;
  EXPECT_THAT(page.table.find("n")->locked, HasSubstr("ALWAYS AS IDENTITY"));
}

TEST(Edit, ShowsWhatTriggersHaveMadeOfTheRow) {
  const RowsDatabase database(
      std::string(people) +
      (on_postgresql()
           ? ";CREATE FUNCTION louder() RETURNS trigger LANGUAGE plpgsql AS "
             "$$BEGIN UPDATE person SET name = upper(NEW.name) WHERE id = "
             "NEW.id AND name <> upper(NEW.name); RETURN NULL; END$$;"
             "CREATE TRIGGER louder AFTER UPDATE ON person FOR EACH ROW "
             "EXECUTE FUNCTION louder()"
           : ";CREATE TRIGGER louder AFTER UPDATE OF name ON person BEGIN "
             "UPDATE person SET name = upper(NEW.name) WHERE id = NEW.id; "
             "END"));
  const auto page = page_of(database, "person");

  const auto outcome =
      apply(database, {update_of(page, 0, {{"name", to_text("Eve")}})});

  EXPECT_EQ(failure_of(outcome), "");
  EXPECT_EQ(text_of(outcome.rows[0].row->cells[1].value), "EVE");
}

TEST(Edit, TouchesOneRowOfEqualOnesWhereNoKeyTellsThemApart) {
  const RowsDatabase database(
      "CREATE TABLE loose (a text);INSERT INTO loose VALUES ('x'), ('x'), "
      "('x')");
  const auto page = page_of(database, "loose");

  const auto outcome =
      apply(database,
            {update_of(page, 1, {{"a", to_text("y")}}), removal_of(page, 2)});

  EXPECT_EQ(failure_of(outcome), "");
  EXPECT_EQ(
      database.rows("SELECT a, count(*) FROM loose GROUP BY a ORDER BY a"),
      (Texts{{"x", "1"}, {"y", "1"}}));
}

TEST(Edit, ChangesNoRowOfAView) {
  const RowsDatabase database(std::string(people) +
                              ";CREATE VIEW seen AS SELECT * FROM person");
  const auto page = page_of(database, "seen");

  EXPECT_THAT(failure_of(apply(database, {removal_of(page, 0)})),
              HasSubstr("only shown"));
}

TEST(Edit, WritesSqlThatDoesTheSameElsewhere) {
  const std::string schema =
      "CREATE TABLE thing (id integer PRIMARY KEY, t text, b " +
      std::string(on_postgresql() ? "bytea" : "blob") +
      ", n numeric DEFAULT 7);INSERT INTO thing VALUES (1, 'a', NULL, 1), "
      "(2, 'b', NULL, 2), (3, 'c', NULL, 3)";
  const RowsDatabase here(schema);
  const RowsDatabase there(schema);
  const auto page = page_of(here, "thing");
  const std::vector<rows::Edit> edits = {
      update_of(
          page, 0,
          {{"t", to_text("it's \\ -- ; \U0001F426")}, {"n", to_text("12.50")}}),
      removal_of(page, 1),
      update_of(page, 2,
                {{"b",
                  {.cell = {std::string("\0\xff'", 3),
                            driver::console::Cell::Kind::bytes}}},
                 {"t", to_text("")}}),
      insertion_into("thing", {{"id", to_text("4")}, {"n", to_default}})};

  const auto written = rows::write_sql(here.source(), edits);
  ASSERT_FALSE(written.failure.has_value());
  there.execute(written.sql);
  EXPECT_EQ(failure_of(apply(here, edits)), "");

  const auto all = "SELECT id, t, n FROM thing ORDER BY id";
  EXPECT_EQ(there.rows(all), here.rows(all));
  const auto bytes = on_postgresql()
                         ? "SELECT encode(b, 'hex') FROM thing ORDER BY id"
                         : "SELECT lower(hex(b)) FROM thing ORDER BY id";
  EXPECT_EQ(there.rows(bytes), here.rows(bytes));
  EXPECT_EQ(here.rows(bytes)[1][0], "00ff27");
}

// An untouched cell is never written, whatever it holds.
TEST(Edit, WritesTouchedCellsOnly) {
  const RowsDatabase database(people);
  const auto page = page_of(database, "person");

  const auto written = rows::write_sql(
      database.source(), std::vector{update_of(page, 0, {{"age", to_null}})});

  EXPECT_THAT(written.sql, HasSubstr("SET \"age\" = NULL WHERE"));
}

}  // namespace
}  // namespace godwit::test
