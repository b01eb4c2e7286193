// SPDX-License-Identifier: BSL-1.0
// What only PostgreSQL has: its types, and what a superuser can do.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "rows/export.h"
#include "rows/rows_database.h"
#include "rows/way_back.h"

namespace godwit::test {
namespace {

namespace fs = std::filesystem;
using rows::Operator;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* attacked =
    "CREATE TABLE t (id integer); INSERT INTO t VALUES (1);"
    "CREATE SEQUENCE s;"
    "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS "
    "'INSERT INTO t VALUES (9) RETURNING 1';"
    "CREATE PROCEDURE p() LANGUAGE sql AS 'INSERT INTO t VALUES (9)'";

constexpr const char* state =
    "SELECT (SELECT array_agg(id)::text FROM t), (SELECT last_value || ' ' || "
    "is_called FROM s), (SELECT count(*) FROM pg_class), "
    "(SELECT count(*) FROM pg_largeobject_metadata), "
    "current_setting('default_transaction_read_only')";

TEST(PostgresqlConsole, LetsNobodyWriteNotEvenASuperuser) {
  const RowsDatabase database(attacked);
  ASSERT_EQ(database.value("SELECT rolsuper FROM pg_roles WHERE rolname = "
                           "current_user"),
            "t");
  const fs::path file =
      fs::path("/tmp") / ("godwit_attack_" + std::to_string(getpid()));
  const std::string quoted = "'" + file.string() + "'";
  const auto before = database.rows(state);

  for (const std::string& sql : {
           std::string("SET default_transaction_read_only = off"),
           std::string("SET TRANSACTION READ WRITE"),
           std::string("COMMIT; INSERT INTO t VALUES (2)"),
           std::string("select 1; commit; insert into t values (2)"),
           std::string("SELECT set_config('transaction_read_only', 'off', "
                       "false)"),
           std::string("SELECT nextval('s')"),
           std::string("SELECT setval('s', 17)"),
           std::string("SELECT f()"),
           std::string("CALL p()"),
           std::string("DO $$BEGIN INSERT INTO t VALUES (2); END$$"),
           std::string("WITH w AS (INSERT INTO t VALUES (2) RETURNING id) "
                       "SELECT * FROM w"),
           std::string("EXPLAIN ANALYZE INSERT INTO t VALUES (2)"),
           std::string("EXPLAIN (ANALYZE) DELETE FROM t"),
           std::string("SELECT * INTO u FROM t"),
           std::string("TABLE t FOR UPDATE"),
           std::string("/* ; */ DELETE FROM t"),
           std::string("(DELETE FROM t)"),
           std::string("SELECT lo_export(0, ") + quoted + ")",
           std::string("SELECT lo_import('/etc/hostname')"),
           std::string("SELECT pg_read_file('/etc/passwd')"),
           std::string("SELECT pg_ls_dir('/')"),
           std::string("SELECT pg_reload_conf()"),
           std::string("COPY t TO ") + quoted,
           std::string("COPY (SELECT 1) TO PROGRAM 'touch ") + file.string() +
               "'",
           std::string("PREPARE a AS INSERT INTO t VALUES (2)"),
           std::string("RESET ROLE"),
           std::string("VACUUM"),
           std::string("NOTIFY x"),
           std::string("LOCK TABLE t"),
       }) {
    EXPECT_TRUE(run(database, {.sql = sql}).failure.has_value()) << sql;
  }
  const auto page = rows::browse(
      database.source(),
      {.selection = {.table = table_named("t"), .where = "id = f()"}});
  EXPECT_FALSE(page.ok());

  EXPECT_EQ(database.rows(state), before);
  EXPECT_FALSE(fs::exists(file));
}

TEST(PostgresqlConsole, LeavesNothingOfARunBehind) {
  const RowsDatabase database(attacked);

  EXPECT_FALSE(run(database, {.sql = "SELECT pg_advisory_lock(17); SELECT "
                                     "set_config('search_path', 'x', false)"})
                   .failure.has_value());

  EXPECT_EQ(database.value("SELECT count(*) FROM pg_locks WHERE locktype = "
                           "'advisory' AND objid = 17"),
            "0");
}

TEST(PostgresqlBrowse, ShowsEachValueAsItIs) {
  const RowsDatabase database(R"(
    SET timezone = 'UTC';
    CREATE TYPE mood AS ENUM ('sad', 'ok');
    CREATE DOMAIN small AS integer CHECK (VALUE < 100);
    CREATE TABLE odd (id integer PRIMARY KEY, big bigint, exact numeric,
      at timestamp, forever timestamp, bc date, list text[], doc json,
      bin jsonb, yes boolean, bytes bytea, fixed char(5), ip inet, span interval,
      f double precision, m mood, d small, x xml, u uuid, p point, r int4range);
    INSERT INTO odd VALUES (1, 9223372036854775807,
      1234567890123456789012345678901234567890.5, '2026-01-02 03:04:05.123456',
      'infinity', '0044-03-15 BC', ARRAY['a,b', NULL, 'c"d'],
      '{"a": 1,  "a": 2}', '{"b": 1}', true, '\x00ff', 'ab', '10.0.0.1',
      '1 mon 2 days', 0.1, 'ok', 7, '<a/>',
      '00000000-0000-0000-0000-000000000001', '(1,2)', '[1,3)'))");

  const auto page = page_of(database, "odd");

  const auto texts = texts_of(page);
  EXPECT_EQ(texts, (std::vector<std::vector<std::string>>{
                       {"1",
                        "9223372036854775807",
                        "1234567890123456789012345678901234567890.5",
                        "2026-01-02 03:04:05.123456",
                        "infinity",
                        "0044-03-15 BC",
                        "{\"a,b\",NULL,\"c\\\"d\"}",
                        "{\"a\": 1,  \"a\": 2}",
                        "{\"b\": 1}",
                        "t",
                        std::string("\0\xff", 2),
                        "ab   ",
                        "10.0.0.1",
                        "1 mon 2 days",
                        "0.1",
                        "ok",
                        "7",
                        "<a/>",
                        "00000000-0000-0000-0000-000000000001",
                        "(1,2)",
                        "[1,3)"}}));

  // Each operator takes a value of each type as it is shown.
  for (const Operator op :
       {Operator::equal, Operator::less_or_equal, Operator::greater_or_equal,
        Operator::contains, Operator::begins, Operator::is_not_null}) {
    rows::Selection all{.table = table_named("odd")};
    for (std::size_t i = 0; i < page.table.columns.size(); ++i) {
      const auto& column = page.table.columns[i];
      all.filters.push_back(
          {column.name, op, column.binary ? "\\x00ff" : texts[0][i]});
      // As text, a boolean is a word, an address has its mask and no text has
      // the blanks of a char(5).
      const bool by_text = op == Operator::contains || op == Operator::begins;
      if (by_text && column.name == "yes") all.filters.back().value = "tru";
      if (by_text && column.name == "fixed") all.filters.back().value = "ab";
      all.sort.push_back({column.name, i % 2 == 0});
    }
    EXPECT_EQ(page_of(database, all).rows.size(), 1u) << static_cast<int>(op);
  }
  for (std::size_t i = 0; i < page.table.columns.size(); ++i) {
    const auto& column = page.table.columns[i];
    EXPECT_EQ(page_of(database,
                      {.table = table_named("odd"),
                       .filters = {{column.name, Operator::not_equal,
                                    column.binary ? "\\x00ff" : texts[0][i]}}})
                  .rows.size(),
              0u)
        << column.name;
  }

  // And each goes back as it is shown.
  NewValues same;
  for (std::size_t i = 1; i < page.table.columns.size(); ++i) {
    const auto& column = page.table.columns[i];
    same.emplace_back(column.name,
                      to_text(column.binary ? "\\x00ff" : texts[0][i]));
  }
  EXPECT_EQ(failure_of(apply(database, {update_of(page, 0, same)})), "");
  EXPECT_EQ(texts_of(page_of(database, "odd")), texts);
}

TEST(PostgresqlBrowse, PrintsNoLargeValueForItsBeginning) {
  const RowsDatabase database(
      "CREATE TABLE t (id integer PRIMARY KEY, j jsonb, k json, a text[]);"
      "INSERT INTO t SELECT 1, jsonb_agg(v), json_agg(v), array_agg(v) "
      "FROM (SELECT md5(i::text) AS v FROM generate_series(1, 5000) i) s;"
      "INSERT INTO t VALUES (2, '[1]', '[1]', '{1}'), (3, NULL, NULL, NULL)");

  const auto page = page_of(database, "t");

  for (std::size_t column : {1, 2, 3}) {
    const rows::ShownCell& large = page.rows[0].cells[column];
    EXPECT_EQ(text_of(large.value), "");
    EXPECT_GT(large.length, 65536);
    EXPECT_FALSE(page.rows[1].cells[column].length.has_value());
    EXPECT_FALSE(page.rows[2].cells[column].value.has_value());
  }
  EXPECT_EQ(text_of(page.rows[1].cells[1].value), "[1]");
  const auto whole = rows::whole_cell(database.source(), table_named("t"),
                                      page.rows[0].key, "k")
                         .value();
  EXPECT_EQ(text_of(whole.value()),
            database.value("SELECT k::text FROM t WHERE id = 1"));
}

TEST(PostgresqlEdit, FindsRowsOfPartitionsWithoutAKey) {
  const RowsDatabase database(
      "CREATE TABLE part (a integer, b text) PARTITION BY LIST (a);"
      "CREATE TABLE part_1 PARTITION OF part FOR VALUES IN (1);"
      "CREATE TABLE part_2 PARTITION OF part FOR VALUES IN (2);"
      "INSERT INTO part VALUES (1, 'x'), (2, 'x')");
  const auto page = page_of(database, "part");

  EXPECT_EQ(failure_of(apply(
                database, {update_of(page, 0, {{"b", to_text("changed")}})})),
            "");
  EXPECT_EQ(database.rows("SELECT b FROM part ORDER BY b"),
            (std::vector<std::vector<std::string>>{{"changed"}, {"x"}}));
}

TEST(PostgresqlEdit, NamesARowWithoutAKeyByItsPlaceHereAlone) {
  const RowsDatabase database(
      "CREATE TABLE loose (a text); INSERT INTO loose VALUES ('x'), ('x')");
  const std::vector<rows::Edit> edits = {
      update_of(page_of(database, "loose"), 1, {{"a", to_text("y")}})};

  const auto elsewhere = rows::write_sql(database.source(), edits);
  const auto here =
      rows::write_sql(database.source(), edits, rows::Reach::this_database);

  ASSERT_TRUE(elsewhere.failure.has_value());
  EXPECT_THAT(elsewhere.failure->error.message, HasSubstr("tells the rows"));
  ASSERT_FALSE(here.failure.has_value());
  database.execute(here.sql);
  EXPECT_EQ(database.value("SELECT string_agg(a, ',' ORDER BY a) FROM loose"),
            "x,y");
}

TEST(PostgresqlEdit, SaysThatATriggerKeepsTheRow) {
  const RowsDatabase database(
      "CREATE TABLE kept (id integer PRIMARY KEY, v text);"
      "INSERT INTO kept VALUES (1, 'x');"
      "CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS "
      "'BEGIN RETURN NULL; END';"
      "CREATE TRIGGER keep BEFORE UPDATE ON kept FOR EACH ROW EXECUTE "
      "FUNCTION keep()");
  const auto page = page_of(database, "kept");

  EXPECT_THAT(
      failure_of(apply(database, {update_of(page, 0, {{"v", to_text("y")}})})),
      HasSubstr("changed no row"));
}

TEST(PostgresqlWayBack, GivesARowItsIdentityBack) {
  const RowsDatabase database(
      "CREATE TABLE person (id integer GENERATED ALWAYS AS IDENTITY PRIMARY "
      "KEY, name text);INSERT INTO person (name) VALUES ('Ada'), ('Bob')");
  const std::vector<rows::Edit> edits = {
      removal_of(page_of(database, "person"), 1)};

  const auto back = rows::write_way_back(database.source(), edits).value();
  database.execute(rows::write_sql(database.source(), edits).sql);
  database.execute(back.sql);

  EXPECT_EQ(database.value("SELECT name FROM person WHERE id = 2"), "Bob");
}

TEST(PostgresqlWayBack, IsNotKnownWhereForeignKeysChangeOtherRows) {
  const RowsDatabase database(
      "CREATE TABLE person (id integer PRIMARY KEY, name text);"
      "CREATE TABLE pet (id integer PRIMARY KEY, owner integer CONSTRAINT "
      "owned REFERENCES person ON DELETE CASCADE ON UPDATE SET NULL);"
      "INSERT INTO person VALUES (1, 'Ada'); INSERT INTO pet VALUES (1, 1)");
  const auto page = page_of(database, "person");
  const auto unknown = [&](const rows::Edit& edit) {
    return rows::write_way_back(database.source(), std::vector{edit})
        .value()
        .unknown;
  };

  EXPECT_THAT(unknown(removal_of(page, 0)), HasSubstr("foreign key owned"));
  EXPECT_THAT(unknown(update_of(page, 0, {{"id", to_text("2")}})),
              HasSubstr("foreign key owned"));
  EXPECT_EQ(unknown(update_of(page, 0, {{"name", to_text("Eve")}})), "");
  EXPECT_EQ(unknown(insertion_into("person", {{"id", to_text("2")}})), "");
}

TEST(PostgresqlEdit, RefusesANulInAText) {
  const RowsDatabase database(
      "CREATE TABLE person (id integer PRIMARY KEY, name text);"
      "INSERT INTO person VALUES (1, 'Ada')");
  const auto page = page_of(database, "person");

  const auto outcome =
      apply(database,
            {update_of(page, 0, {{"name", to_text(std::string("a\0b", 3))}})});

  EXPECT_THAT(failure_of(outcome), HasSubstr("NUL"));
  EXPECT_EQ(database.value("SELECT name FROM person WHERE id = 1"), "Ada");
}

TEST(PostgresqlRun, TellsWhatTheServerSays) {
  const RowsDatabase database(
      "CREATE FUNCTION tell() RETURNS int LANGUAGE plpgsql AS "
      "$$BEGIN RAISE NOTICE 'so far'; RETURN 1; END$$");

  EXPECT_THAT(run(database, {.sql = "SELECT tell()"}).notices,
              ElementsAre("NOTICE: so far"));
}

TEST(PostgresqlExport, WritesRowsWithoutColumns) {
  const RowsDatabase database(
      "CREATE TABLE nothing (); INSERT INTO nothing DEFAULT VALUES;"
      "INSERT INTO nothing DEFAULT VALUES");
  const auto exported = [&](rows::ExportFormat format) {
    std::string text;
    const auto done = rows::export_rows(
        database.source(),
        {.selection = {.table = {"public", "nothing"}}, .format = format},
        [&](std::string_view piece) {
          text += piece;
          return true;
        });
    return done ? text : done.error().message;
  };

  EXPECT_EQ(exported(rows::ExportFormat::json), "[\n{},\n{}\n]\n");
  EXPECT_EQ(exported(rows::ExportFormat::sql),
            "INSERT INTO \"public\".\"nothing\" DEFAULT VALUES;\n"
            "INSERT INTO \"public\".\"nothing\" DEFAULT VALUES;\n");
}

TEST(PostgresqlBrowse, ShowsRowsOfTablesThatInheritBesideEachOther) {
  const RowsDatabase database(
      "CREATE TABLE parent (id integer PRIMARY KEY);"
      "CREATE TABLE child () INHERITS (parent);"
      "INSERT INTO parent VALUES (1); INSERT INTO child VALUES (1)");

  const auto page = page_of(database, "parent");

  EXPECT_EQ(page.table.key_kind, rows::KeyKind::none);
  EXPECT_EQ(page.rows.size(), 2u);
  EXPECT_EQ(
      failure_of(apply(database, {update_of(page, 1, {{"id", to_text("2")}})})),
      "");
  EXPECT_EQ(database.value("SELECT string_agg(id::text, ' ' ORDER BY id) FROM "
                           "parent"),
            "1 2");
  EXPECT_EQ(page_of(database, "child").rows.size(), 1u);
}

}  // namespace
}  // namespace godwit::test
