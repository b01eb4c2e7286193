// SPDX-License-Identifier: BSL-1.0
// What only SQLite has: values of any type in any column, and files.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include "base/sha256.h"
#include "rows/rows_database.h"
#include "rows/way_back.h"

namespace godwit::test {
namespace {

namespace fs = std::filesystem;
using rows::Operator;
using testing::HasSubstr;

using Texts = std::vector<std::vector<std::string>>;

std::map<std::string, std::string> files_in(const fs::path& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    files[entry.path().filename()] =
        sha256(std::string(std::istreambuf_iterator<char>(file), {}));
  }
  return files;
}

class SqliteConsole : public testing::TestWithParam<const char*> {};

TEST_P(SqliteConsole, MakesAndChangesNoFile) {
  const fs::path folder = fs::path(testing::TempDir()) /
                          ("godwit_attack_" + sha256(GetParam()).substr(0, 8));
  fs::remove_all(folder);
  fs::create_directory(folder);
  const std::string file = folder / "main.db";
  const RowsDatabase database(
      std::string("PRAGMA journal_mode = ") + GetParam() +
      ";CREATE TABLE t (id integer UNIQUE); INSERT INTO t VALUES (1)");
  fs::copy_file(database.database().name(), file);
  const rows::Source source{.url = driver::DatabaseUrl::parse(file).value()};
  // What WAL makes beside a file that is read, is there then.
  ASSERT_FALSE(rows::run_sql(source, {.sql = "SELECT 1"}).failure);
  const auto before = files_in(folder);
  const std::string other = "'" + (folder / "other.db").string() + "'";

  for (const std::string& sql : {
           "ATTACH " + other + " AS o",
           "ATTACH 'file:" + (folder / "other.db").string() + "?mode=rwc' AS o",
           "VACUUM INTO " + other,
           std::string("VACUUM"),
           std::string("DETACH main"),
           std::string("PRAGMA query_only = OFF"),
           std::string("PRAGMA writable_schema = 1"),
           std::string("PRAGMA journal_mode = MEMORY"),
           std::string("PRAGMA user_version = 5"),
           std::string("PRAGMA wal_checkpoint"),
           std::string("SELECT load_extension('nothing')"),
           std::string("SELECT writefile(") + other + ", 'x')",
           std::string("SELECT * FROM pragma_journal_mode('off')"),
           std::string("WITH w AS (SELECT 2) INSERT INTO t SELECT * FROM w"),
           std::string("INSERT INTO t VALUES (2) RETURNING id"),
           std::string("CREATE TEMP TABLE x (y)"),
           std::string("BEGIN IMMEDIATE"),
           std::string("SAVEPOINT a"),
           std::string("REINDEX"),
           std::string("ANALYZE"),
           std::string("DROP TABLE t"),
           std::string("CREATE VIRTUAL TABLE x USING fts5(y)"),
           std::string("PRAGMA query_only = OFF; DELETE FROM t"),
       }) {
    EXPECT_TRUE(rows::run_sql(source, {.sql = sql}).failure.has_value()) << sql;
  }

  EXPECT_EQ(files_in(folder), before);
  // What tells of the schema is allowed.
  for (const char* sql : {"PRAGMA table_info(t)", "PRAGMA user_version",
                          "SELECT * FROM pragma_table_xinfo('t')",
                          "EXPLAIN QUERY PLAN SELECT * FROM t"}) {
    EXPECT_FALSE(rows::run_sql(source, {.sql = sql}).failure) << sql;
  }
}

INSTANTIATE_TEST_SUITE_P(Journals, SqliteConsole,
                         testing::Values("DELETE", "WAL"));

TEST(SqliteConsoleWriting, ReachesNoOtherFile) {
  const RowsDatabase database("CREATE TABLE t (id integer)");
  const fs::path other = fs::path(testing::TempDir()) / "godwit_other.db";

  for (const std::string& sql : {"ATTACH '" + other.string() + "' AS o",
                                 "VACUUM INTO '" + other.string() + "'",
                                 std::string("PRAGMA journal_mode = WAL")}) {
    EXPECT_TRUE(
        run(database, {.sql = sql, .write = true, .commit = true}).failure)
        << sql;
  }
  EXPECT_FALSE(fs::exists(other));
}

TEST(SqliteBrowse, ShowsEachValueAsItIs) {
  const RowsDatabase database(
      "CREATE TABLE odd (id integer PRIMARY KEY, v);"
      "INSERT INTO odd VALUES (1, 9223372036854775807), (2, 0.1 + 0.2), "
      "(3, x'00ff'), (4, '1'), (5, 1), (6, 'a' || char(0) || 'b'), "
      "(7, 1e100), (8, 9e999), (9, x''), (10, '')");

  const auto page = page_of(database, "odd");

  std::vector<std::string> values;
  for (const auto& row : page.rows)
    values.push_back(text_of(row.cells[1].value));
  EXPECT_EQ(values, (std::vector<std::string>{
                        "9223372036854775807", "0.30000000000000004",
                        std::string("\0\xff", 2), "1", "1",
                        std::string("a\0b", 3), "1e+100", "Inf", "", ""}));
  EXPECT_FALSE(page.rows[5].cells[1].length.has_value());
  EXPECT_TRUE(page.rows[8].cells[1].value->is_bytes());
}

TEST(SqliteBrowse, ShowsDefaultsOfRowsThatAreOlderThanTheirColumn) {
  const RowsDatabase database(
      "CREATE TABLE t (id integer PRIMARY KEY, a text); "
      "INSERT INTO t VALUES (1, 'old'), (2, 'old'); "
      "ALTER TABLE t ADD COLUMN b text DEFAULT 'none'; "
      "ALTER TABLE t ADD COLUMN c blob DEFAULT x'00ff'; "
      "INSERT INTO t VALUES (3, 'new', 'some', x'01')");

  const auto page = page_of(database, "t");

  EXPECT_EQ(texts_of(page),
            (Texts{{"1", "old", "none", std::string("\0\xff", 2)},
                   {"2", "old", "none", std::string("\0\xff", 2)},
                   {"3", "new", "some", "\x01"}}));
  EXPECT_FALSE(page.rows[0].cells[2].length.has_value());
}

TEST(SqliteBrowse, ShowsWhatStandsBehindGeneratedColumns) {
  const std::string columns =
      " (id integer PRIMARY KEY, a text, g text AS (upper(a)) ";
  const RowsDatabase database(
      "CREATE TABLE computed" + columns + "VIRTUAL, b text, c text);" +
      "CREATE TABLE stored" + columns + "STORED, b text, c text);" +
      "INSERT INTO computed VALUES (1, 'a', 'b', 'c'), (2, 'd', 5, NULL);"
      "INSERT INTO stored VALUES (1, 'a', 'b', 'c'), (2, 'd', 5, NULL)");
  const Texts expected = {{"1", "a", "A", "b", "c"},
                          {"2", "d", "D", "5", "NULL"}};
  EXPECT_EQ(texts_of(page_of(database, "computed")), expected);
  EXPECT_EQ(texts_of(page_of(database, "stored")), expected);
}

TEST(SqliteBrowse, ShowsShortTextsOfEachEncodingAsWhole) {
  const RowsDatabase database(
      "PRAGMA encoding = 'UTF-16le'; CREATE TABLE t (v text);"
      "INSERT INTO t VALUES ('äx 😀'), ('a' || char(0) || 'b'), "
      "(printf('%.*c', 600, 'x'))");
  ASSERT_EQ(database.value("PRAGMA encoding"), "UTF-16le");

  const auto page = page_of(database, "t");

  EXPECT_EQ(text_of(page.rows[0].cells[0].value), "äx 😀");
  EXPECT_FALSE(page.rows[0].cells[0].length.has_value());
  EXPECT_TRUE(page.rows[1].cells[0].length.has_value());
  EXPECT_EQ(page.rows[2].cells[0].value->text, std::string(512, 'x'));
  EXPECT_EQ(page.rows[2].cells[0].length, 1200);
}

TEST(SqliteBrowse, TellsNumbersFromDigitsInKeysWithoutAType) {
  const RowsDatabase database(
      "CREATE TABLE odd (k NOT NULL PRIMARY KEY, v text) WITHOUT ROWID;"
      "INSERT INTO odd VALUES (1, 'number'), ('1', 'text'), (x'31', 'bytes'), "
      "(0.1 + 0.2, 'real')");
  rows::PageRequest request{.selection = {.table = table_named("odd")},
                            .limit = 1};
  std::vector<std::string> seen;
  do {
    const auto page = rows::browse(database.source(), request).value();
    seen.push_back(text_of(page.rows.at(0).cells[1].value));
    request.after = page.next;
  } while (request.after && seen.size() < 10);
  EXPECT_EQ(seen,
            (std::vector<std::string>{"real", "number", "text", "bytes"}));

  const auto page = page_of(database, "odd");
  for (std::size_t i = 0; i < page.rows.size(); ++i) {
    EXPECT_EQ(failure_of(apply(database,
                               {update_of(page, i, {{"v", to_text("new")}})})),
              "");
  }
  EXPECT_EQ(database.value("SELECT count(*) FROM odd WHERE v = 'new'"), "4");
}

TEST(SqliteBrowse, FiltersValuesOfAnyType) {
  const RowsDatabase database(
      "CREATE TABLE odd (id integer PRIMARY KEY, v);"
      "INSERT INTO odd VALUES (1, 10), (2, 9.5), (3, 'ten'), (4, x'0aff'), "
      "(5, NULL)");
  const auto ids = [&](Operator op, const char* value) {
    std::string all;
    for (const auto& row : page_of(database, {.table = table_named("odd"),
                                             .filters = {{"v", op, value}}})
                               .rows) {
      all += text_of(row.cells[0].value);
    }
    return all;
  };

  EXPECT_EQ(ids(Operator::equal, "10"), "1");
  EXPECT_EQ(ids(Operator::less, "10"), "24");
  EXPECT_EQ(ids(Operator::equal, "ten"), "3");
  EXPECT_EQ(ids(Operator::equal, "0aff"), "4");
  EXPECT_EQ(ids(Operator::contains, "aF"), "4");
  EXPECT_EQ(ids(Operator::begins, "9"), "2");
  EXPECT_EQ(ids(Operator::is_null, ""), "5");
}

TEST(SqliteEdit, WritesWhatItLooksLikeWhereTheColumnHasNoType) {
  const RowsDatabase database(
      "CREATE TABLE odd (id integer PRIMARY KEY, v, b blob, i integer);"
      "INSERT INTO odd VALUES (1, NULL, NULL, NULL)");
  const auto page = page_of(database, "odd");

  EXPECT_EQ(failure_of(apply(database, {update_of(page, 0,
                                                  {{"v", to_text("5")},
                                                   {"b", to_text("00ff")},
                                                   {"i", to_text("007")}})})),
            "");

  EXPECT_EQ(database.rows("SELECT typeof(v), typeof(b), hex(b), i FROM odd"),
            (Texts{{"integer", "blob", "00FF", "7"}}));
}

TEST(SqliteWayBack, GivesValuesTheKindThatTheyHad) {
  const RowsDatabase database(
      "CREATE TABLE odd (k NOT NULL PRIMARY KEY, v) WITHOUT ROWID;"
      "INSERT INTO odd VALUES (1, '5'), ('1', 5), (x'31', 5.5), (2, x'00')");
  const auto all = "SELECT typeof(k), k, typeof(v), v FROM odd ORDER BY k";
  const Texts before = database.rows(all);
  const auto page = page_of(database, "odd");
  const std::vector<rows::Edit> edits = {
      removal_of(page, 0), update_of(page, 1, {{"k", to_text("7")}}),
      update_of(page, 2, {{"k", to_text("x")}, {"v", to_null}}),
      removal_of(page, 3)};

  const auto back = rows::write_way_back(database.source(), edits).value();
  database.execute(rows::write_sql(database.source(), edits).sql);
  EXPECT_NE(database.rows(all), before);
  database.execute(back.sql);

  EXPECT_EQ(database.rows(all), before);
}

// A row is found again whatever name its number has left.
TEST(SqliteEdit, NamesRowsForCopiesByWhatTheyHaveThere) {
  const RowsDatabase database(
      "CREATE TABLE tag (id text PRIMARY KEY, label text);"
      "CREATE TABLE loose (label text);"
      "INSERT INTO tag VALUES ('r', 'red'), (NULL, 'none');"
      "INSERT INTO loose VALUES ('a')");
  const auto page = page_of(database, "tag");
  const auto written = [&](const rows::Edit& edit) {
    const auto source = database.source();
    const rows::Edit edits[] = {edit};
    auto text = rows::write_sql(source, edits);
    if (text.failure) return text.failure->error.message;
    const auto back = rows::write_way_back(source, edits).value();
    return text.sql + back.sql + back.unknown;
  };

  EXPECT_EQ(written(update_of(page, 0, {{"label", to_text("pink")}})),
            "UPDATE \"tag\" SET \"label\" = 'pink' WHERE \"id\" = 'r';\n"
            "UPDATE \"tag\" SET \"label\" = 'red' WHERE \"id\" = 'r';\n");
  EXPECT_EQ(written(update_of(page, 0, {{"id", to_text("p")}})),
            "UPDATE \"tag\" SET \"id\" = 'p' WHERE \"id\" = 'r';\n"
            "UPDATE \"tag\" SET \"id\" = 'r' WHERE \"id\" = 'p';\n");
  EXPECT_THAT(written(removal_of(page, 1)),
              HasSubstr("nothing tells the rows"));
  EXPECT_THAT(written(removal_of(page_of(database, "loose"), 0)),
              HasSubstr("nothing tells the rows"));
  EXPECT_EQ(written(insertion_into("loose", {{"label", to_text("b")}})),
            "INSERT INTO \"loose\" (\"label\") VALUES ('b');\n"
            "nothing tells the rows of \"main\".\"loose\" apart");
}

TEST(SqliteEdit, WritesANulThatTextsMayHave) {
  const RowsDatabase database(
      "CREATE TABLE t (id integer PRIMARY KEY, v text)");
  const std::string text = std::string("a") + '\0' + "b";
  const rows::Edit edits[] = {
      insertion_into("t", {{"id", to_text("1")}, {"v", to_text(text)}})};

  database.execute(rows::write_sql(database.source(), edits).sql);

  EXPECT_EQ(database.value("SELECT hex(v) || typeof(v) FROM t"), "610062text");
}

TEST(SqliteEdit, FindsRowsByTheirNumber) {
  const RowsDatabase database(
      "CREATE TABLE odd (rowid text, v text);"
      "INSERT INTO odd VALUES ('x', 'a'), ('x', 'b')");
  const auto page = page_of(database, "odd");

  EXPECT_EQ(page.table.key, std::vector<std::string>{"_rowid_"});
  EXPECT_EQ(
      failure_of(apply(database, {update_of(page, 1, {{"v", to_text("c")}})})),
      "");
  EXPECT_EQ(database.rows("SELECT v FROM odd ORDER BY v"),
            (Texts{{"a"}, {"c"}}));
}

}  // namespace
}  // namespace godwit::test
