// SPDX-License-Identifier: BSL-1.0
// Pages of rows.
#include "rows/browse.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "rows/rows_database.h"

namespace godwit::test {
namespace {

using rows::KeyKind;
using rows::Operator;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

using Texts = std::vector<std::vector<std::string>>;

// All pages, one behind the other.
Texts all_pages(const RowsDatabase& database, rows::Selection selection,
                std::size_t limit) {
  Texts all;
  rows::PageRequest request{.selection = std::move(selection), .limit = limit};
  do {
    const auto page = rows::browse(database.source(), request);
    if (!page) {
      ADD_FAILURE() << page.error().message;
      return all;
    }
    for (auto& row : texts_of(*page)) all.push_back(std::move(row));
    request.after = page->next;
  } while (request.after && all.size() < 1000);
  return all;
}

std::string numbers(int rows) {
  return "CREATE TABLE number (id integer PRIMARY KEY, half integer, word "
         "text);"
         "INSERT INTO number SELECT i, CASE WHEN i % 5 > 0 THEN i / 2 END, "
         "CASE WHEN i % 3 > 0 THEN 'word ' || (i % 7) END FROM (WITH RECURSIVE "
         "n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " +
         std::to_string(rows) + ") SELECT i FROM n) AS numbers";
}

// A libSQL server does not take ANALYZE.
std::string statistics() { return on_libsql() ? "" : ";ANALYZE"; }

TEST(Browse, GoesFromPageToPageByTheKeyAndNeverCounts) {
  const RowsDatabase database(numbers(250));
  rows::PageRequest request{.selection = {.table = table_named("number")}};

  const auto first = rows::browse(database.source(), request).value();
  request.after = first.next;
  const auto second = rows::browse(database.source(), request).value();
  request.after = second.next;
  const auto last = rows::browse(database.source(), request).value();

  EXPECT_EQ(first.rows.size(), 100u);
  EXPECT_EQ(first.table.key_kind, KeyKind::primary_key);
  EXPECT_EQ(text_of(second.rows.front().cells[0].value), "101");
  EXPECT_EQ(last.rows.size(), 50u);
  EXPECT_FALSE(last.next.has_value());
  EXPECT_THAT(second.sent.sql, Not(HasSubstr("count(")));
  EXPECT_THAT(second.sent.sql, Not(HasSubstr("OFFSET")));
}

// The plan of a page far behind: what an index finds, and no sort.
TEST(Browse, ReadsAPageFarBehindThroughTheIndex) {
  const RowsDatabase database(
      std::string(
          "CREATE TABLE pair (a integer NOT NULL, b integer NOT NULL, v text, "
          "PRIMARY KEY (a, b));"
          "INSERT INTO pair SELECT i % 10, i, 'v' FROM (WITH RECURSIVE n(i) AS "
          "(SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) SELECT i "
          "FROM "
          "n) AS numbers") +
      statistics());
  rows::PageRequest request{.selection = {.table = table_named("pair")}};
  request.after = rows::browse(database.source(), request).value().next;

  std::string sql = rows::browse(database.source(), request).value().sent.sql;
  for (const char* parameter : {"$1", "$2"}) {
    sql.replace(sql.find(parameter), 2, "5");
  }
  const std::string plan = rows::explain(database.source(), sql).value();

  if (on_postgresql()) {
    EXPECT_THAT(plan, HasSubstr("Index Cond: (ROW(a, b) > ROW(5, 5))"));
    EXPECT_THAT(plan, Not(HasSubstr("Sort")));
  } else {
    EXPECT_THAT(plan, HasSubstr("SEARCH"));
    EXPECT_THAT(plan, HasSubstr("(a,b)>(?,?)"));
    EXPECT_THAT(plan, Not(HasSubstr("TEMP B-TREE")));
  }
}

struct Sorting {
  std::vector<rows::SortBy> by;
  std::string sql;
};

TEST(Browse, SortsAcrossPagesAsTheDatabaseDoesNullsIncluded) {
  const RowsDatabase database(numbers(40));
  const std::vector<Sorting> sortings = {
      {{{"half", false}}, "half, id"},
      {{{"half", true}}, "half DESC, id DESC"},
      {{{"word", false}, {"half", true}}, "word, half DESC, id DESC"},
      {{{"word", true}, {"half", false}}, "word DESC, half, id"},
      {{{"id", true}}, "id DESC"},
      {{{"word", true}, {"id", false}}, "word DESC, id"},
  };
  for (const Sorting& sorting : sortings) {
    EXPECT_EQ(
        all_pages(database,
                  {.table = table_named("number"), .sort = sorting.by}, 7),
        database.rows("SELECT id, half, word FROM number ORDER BY " +
                      sorting.sql))
        << sorting.sql;
  }
}

TEST(Browse, SaysWhereASortReadsAllRows) {
  const RowsDatabase database(numbers(5));

  const auto by_key = page_of(
      database, {.table = table_named("number"), .sort = {{"id", true}}});
  const auto by_word = page_of(
      database, {.table = table_named("number"), .sort = {{"word", false}}});

  EXPECT_THAT(by_key.notice, IsEmpty());
  EXPECT_THAT(by_word.notice, HasSubstr("no index begins with word"));
}

TEST(Browse, FindsWhatTellsTheRowsApart) {
  const RowsDatabase database(
      std::string(
          "CREATE TABLE composite (a text NOT NULL, b integer NOT NULL, c "
          "integer, PRIMARY KEY (b, a));"
          "CREATE TABLE only_unique (a integer, b text NOT NULL UNIQUE);"
          "CREATE TABLE may_be_null (a integer UNIQUE);"
          "CREATE VIEW seen AS SELECT a FROM composite;") +
      (on_postgresql() ? ""
                       : "CREATE TABLE odd (k text PRIMARY KEY);"
                         "CREATE TABLE whole (k text PRIMARY KEY) "
                         "WITHOUT ROWID;"));
  const auto table = [&](const char* name) {
    return page_of(database, name).table;
  };

  EXPECT_THAT(table("composite").key, ElementsAre("b", "a"));
  EXPECT_EQ(table("only_unique").key_kind, KeyKind::unique);
  EXPECT_THAT(table("only_unique").key, ElementsAre("b"));
  EXPECT_EQ(table("may_be_null").key_kind,
            on_postgresql() ? KeyKind::none : KeyKind::rowid);
  EXPECT_EQ(table("seen").key_kind, KeyKind::none);
  EXPECT_THAT(table("seen").locked, HasSubstr("view"));
  if (on_postgresql()) return;
  EXPECT_EQ(table("odd").key_kind, KeyKind::rowid);
  EXPECT_EQ(table("whole").key_kind, KeyKind::primary_key);
}

TEST(Browse, CountsPagesWhereNothingTellsTheRowsApart) {
  const RowsDatabase database(numbers(25) +
                              ";CREATE VIEW seen AS SELECT id FROM number");
  const rows::Selection selection{.table = table_named("seen"),
                                  .sort = {{"id", true}}};

  const auto pages = all_pages(database, selection, 10);

  EXPECT_EQ(pages, database.rows("SELECT id FROM number ORDER BY id DESC"));
  EXPECT_THAT(page_of(database, selection).notice, HasSubstr("rows apart"));
}

// What each filter finds, by the ids.
std::vector<std::string> found(const RowsDatabase& database,
                               const rows::Filter& filter) {
  const auto page = rows::browse(
      database.source(),
      {.selection = {.table = table_named("thing"), .filters = {filter}},
       .limit = 100});
  if (!page) {
    ADD_FAILURE() << filter.column << ": " << page.error().message;
    return {};
  }
  std::vector<std::string> ids;
  for (const auto& row : page->rows) ids.push_back(text_of(row.cells[0].value));
  return ids;
}

TEST(Browse, FiltersByEachOperator) {
  const RowsDatabase database(
      "CREATE TABLE thing (id integer PRIMARY KEY, n integer, t text);"
      "INSERT INTO thing VALUES (1, 10, 'it''s'), (2, 9, '100%'), "
      "(3, NULL, 'a\\b'), (4, 100, NULL), (5, -1, '\U0001F426 bird'), "
      "(6, 9, '');");
  using Ids = std::vector<std::string>;

  EXPECT_EQ(found(database, {"n", Operator::equal, "9"}), (Ids{"2", "6"}));
  EXPECT_EQ(found(database, {"n", Operator::not_equal, "9"}),
            (Ids{"1", "4", "5"}));
  EXPECT_EQ(found(database, {"n", Operator::less, "10"}), (Ids{"2", "5", "6"}));
  EXPECT_EQ(found(database, {"n", Operator::less_or_equal, "-1"}), (Ids{"5"}));
  EXPECT_EQ(found(database, {"n", Operator::greater, "10"}), (Ids{"4"}));
  EXPECT_EQ(found(database, {"n", Operator::greater_or_equal, "10"}),
            (Ids{"1", "4"}));
  EXPECT_EQ(found(database, {"n", Operator::contains, "0"}), (Ids{"1", "4"}));
  EXPECT_EQ(found(database, {"n", Operator::begins, "-"}), (Ids{"5"}));
  EXPECT_EQ(found(database, {"n", Operator::is_null}), (Ids{"3"}));
  EXPECT_EQ(found(database, {"t", Operator::is_not_null}),
            (Ids{"1", "2", "3", "5", "6"}));
  EXPECT_EQ(found(database, {"t", Operator::equal, "it's"}), (Ids{"1"}));
  EXPECT_EQ(found(database, {"t", Operator::contains, "%"}), (Ids{"2"}));
  EXPECT_EQ(found(database, {"t", Operator::contains, "\\"}), (Ids{"3"}));
  EXPECT_EQ(found(database, {"t", Operator::begins, "\U0001F426"}), (Ids{"5"}));
  EXPECT_EQ(found(database, {"t", Operator::equal, ""}), (Ids{"6"}));
  EXPECT_EQ(found(database, {"t", Operator::equal, "' OR 1=1 --"}), Ids{});
}

constexpr const char* hostile_names = R"(
CREATE TABLE "select ""it""; -- x" ("a.b" integer PRIMARY KEY,
  "order by" text, "left" text, "$1" text, "'" text);
INSERT INTO "select ""it""; -- x" VALUES (1, 'x', 'long', 'y', 'q'),
  (2, 'y', 'b', 'z', 'r'))";

TEST(Browse, TakesAnyName) {
  const RowsDatabase database(hostile_names);
  const rows::Selection selection{
      .table = table_named("select \"it\"; -- x"),
      .filters = {{"order by", Operator::not_equal, "z"},
                  {"$1", Operator::begins, "z"}},
      .sort = {{"left", false}}};

  const auto page = page_of(database, selection);

  EXPECT_EQ(texts_of(page), (Texts{{"2", "y", "b", "z", "r"}}));
}

TEST(Browse, TakesNoNameThatTheDatabaseDoesNotHave) {
  const RowsDatabase database(numbers(3));
  const auto refused = [&](rows::Selection selection) {
    const auto page =
        rows::browse(database.source(), {.selection = std::move(selection)});
    return page.ok() ? ErrorCode{} : page.error().code;
  };

  EXPECT_EQ(refused({.table = table_named("number\" --")}),
            ErrorCode::invalid_argument);
  EXPECT_EQ(refused({.table = table_named("number"),
                     .filters = {{"1=1; --", Operator::equal, ""}}}),
            ErrorCode::invalid_argument);
  EXPECT_EQ(refused({.table = table_named("number"),
                     .sort = {{"id\" DESC; --", false}}}),
            ErrorCode::invalid_argument);
}

TEST(Browse, ReadsAConditionOfAPersonWhichStandsByItself) {
  const RowsDatabase database(numbers(20));
  const auto with = [&](std::string where) {
    return rows::browse(database.source(),
                        {.selection = {.table = table_named("number"),
                                       .where = std::move(where)}});
  };

  EXPECT_EQ(with("id < 4 OR id = 20 -- some").value().rows.size(), 4u);
  for (const char* where : {"id = 1) OR (1 = 1", "id = 1; DELETE FROM number",
                            "name = 'open", "id = 1 /* open", ")("}) {
    EXPECT_FALSE(with(where).ok()) << where;
  }
  EXPECT_EQ(database.value("SELECT count(*) FROM number"), "20");
}

TEST(Browse, CutsLongValuesAndGivesThemWhole) {
  const std::string bytes = on_postgresql()
                                ? "decode(repeat('00ff', 500000), 'hex')"
                                : "CAST(replace(hex(zeroblob(500000)), '00', "
                                  "'\u00e9') AS BLOB)";
  const std::string text = on_postgresql()
                               ? "repeat('\u00e9', 600000)"
                               : "replace(hex(zeroblob(600000)), '00', "
                                 "'\u00e9')";
  const RowsDatabase database(
      "CREATE TABLE big (id integer PRIMARY KEY, b " +
      std::string(on_postgresql() ? "bytea" : "blob") +
      ", t text, short text);INSERT INTO big SELECT 1, " + bytes + ", " + text +
      ", 'short'");

  const auto page = page_of(database, "big");
  const auto& cells = page.rows[0].cells;
  const auto whole = rows::whole_cell(database.source(), table_named("big"),
                                      page.rows[0].key, "t")
                         .value();

  EXPECT_EQ(cells[1].length, 1'000'000u);
  EXPECT_EQ(cells[1].value->text.size(), 256u);
  EXPECT_TRUE(cells[1].value->is_bytes());
  EXPECT_EQ(cells[2].length, 1'200'000u);
  EXPECT_EQ(cells[2].value->text.size(), 1024u);
  EXPECT_FALSE(cells[3].length.has_value());
  ASSERT_TRUE(whole.has_value() && whole->has_value());
  EXPECT_EQ((*whole)->text.size(), 1'200'000u);
  EXPECT_TRUE((*whole)->text.starts_with(cells[2].value->text));
}

TEST(Browse, EstimatesAndCountsOnlyWhenAsked) {
  const RowsDatabase database(numbers(300) + statistics());
  const rows::Selection all{.table = table_named("number")};
  rows::Selection some = all;
  some.filters = {{"id", Operator::less, "11"}};

  const auto estimate = rows::count(database.source(), all, false).value();
  const auto exact = rows::count(database.source(), some, true).value();

  if (on_libsql()) {
    EXPECT_FALSE(estimate.rows.has_value());
  } else {
    EXPECT_EQ(estimate.rows, 300);
  }
  EXPECT_FALSE(estimate.exact);
  EXPECT_THAT(estimate.sent.sql, IsEmpty());
  EXPECT_EQ(exact.rows, 10);
  EXPECT_TRUE(exact.exact);
  if (!on_postgresql()) return;
  EXPECT_EQ(rows::count(database.source(), some, false).value().rows, 10);
}

}  // namespace
}  // namespace godwit::test
