// SPDX-License-Identifier: BSL-1.0
// SQLite says where its own statements end: what it hands back as the tail of a
// text, as its driver passes that on, must be where Godwit cuts.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <memory>
#include <string>
#include <vector>

#include "driver/sqlite_dialect/script_text.h"
#include "sql/statements.h"

namespace godwit::sql {
namespace {

struct Close {
  void operator()(sqlite3* database) const { sqlite3_close(database); }
};
using Database = std::unique_ptr<sqlite3, Close>;

struct Finalize {
  void operator()(sqlite3_stmt* statement) const {
    sqlite3_finalize(statement);
  }
};

Database open_database() {
  sqlite3* database = nullptr;
  EXPECT_EQ(sqlite3_open(":memory:", &database), SQLITE_OK);
  return Database(database);
}

// Where SQLite ends each statement, before the semicolon if there is one.
// Statements run, so that those behind them find their tables.
std::vector<std::size_t> ends_by_sqlite(const std::string& text) {
  const Database database = open_database();
  std::vector<std::size_t> ends;
  const char* at = text.c_str();
  while (*at != '\0') {
    sqlite3_stmt* raw = nullptr;
    const char* tail = nullptr;
    const int code = sqlite3_prepare_v2(database.get(), at, -1, &raw, &tail);
    const std::unique_ptr<sqlite3_stmt, Finalize> statement(raw);
    EXPECT_EQ(code, SQLITE_OK) << sqlite3_errmsg(database.get()) << ": " << at;
    if (code != SQLITE_OK) break;
    if (statement != nullptr) {
      sqlite3_step(statement.get());
      ends.push_back(static_cast<std::size_t>(tail - text.c_str()));
    }
    at = tail;
  }
  return ends;
}

// Godwit's cuts as tails: just behind the semicolon, or the end of the text.
std::vector<std::size_t> ends_by_godwit(const std::string& text) {
  std::vector<std::size_t> ends;
  for (const StatementRange& range : split(text, Dialect::sqlite).ranges) {
    Lexer lexer(std::string_view(text).substr(range.end), Dialect::sqlite);
    Token token;
    bool more = lexer.next(token);
    while (more && token.kind != TokenKind::semicolon) more = lexer.next(token);
    ends.push_back(more ? range.end + token.end : text.size());
  }
  return ends;
}

class SqliteAgrees : public testing::TestWithParam<const char*> {};

TEST_P(SqliteAgrees, OnWhereStatementsEnd) {
  const std::string text = GetParam();
  EXPECT_EQ(ends_by_godwit(text),
            ends_by_sqlite(driver::sqlite::with_line_feeds(text)));
}

INSTANTIATE_TEST_SUITE_P(
    Texts, SqliteAgrees,
    testing::Values(
        "SELECT 1;SELECT 2", "SELECT 1; -- ; it's\nSELECT 2;",
        "SELECT ';', \"a;b\", `c;d`, [e;f]\nFROM (SELECT 1 AS \"a;b\", 2 AS "
        "`c;d`, 3 AS [e;f]);SELECT 4;",
        "SELECT 'it''s;';SELECT x'3b';", "/* ; ' */ SELECT 1; /* ; */",
        "SELECT 1 /* /* ; */;SELECT 2",
        "-- a\rSELECT 1;--b\r\rSELECT 2;\rSELECT 3 --\r, 4;\r-- end\r",
        "SELECT '--\r'; /* -- \r */ SELECT [--\r] FROM (SELECT 1 AS [--\r]);",
        "SELECT 1;;;SELECT 2;;", ";", "", "-- only a comment",
        "SELECT 1; -- \r;\r\nSELECT 2;\r\n", "SELECT 'a\\';SELECT 2;",
        "SELECT '$$;$$';SELECT 'é;😀';",
        "CREATE TABLE t(a);CREATE TRIGGER r AFTER INSERT ON t BEGIN\n"
        " UPDATE t SET a = CASE WHEN a THEN 1 ELSE 2 END;\n"
        " DELETE FROM t WHERE a = ';'; -- END;\n"
        "END;\nSELECT 1;",
        "CREATE TABLE t(a);CREATE TRIGGER r AFTER INSERT ON t\n"
        "WHEN CASE WHEN 1 THEN 1 END BEGIN SELECT 1; /* ; */ END; SELECT 2;",
        "CREATE TABLE t(a);CREATE TEMP TRIGGER IF NOT EXISTS [begin] INSERT "
        "ON t BEGIN SELECT 1;SELECT 2;END;SELECT 3",
        "CREATE TABLE t(a);CREATE TEMPORARY TRIGGER r INSERT ON t BEGIN "
        "SELECT 1;END",
        "CREATE TABLE t(a);EXPLAIN CREATE TRIGGER r INSERT ON t BEGIN "
        "SELECT 1;END;SELECT 2;",
        "CREATE TABLE t(a);EXPLAIN QUERY PLAN CREATE TRIGGER r INSERT ON t "
        "BEGIN SELECT 1;END;SELECT 2;",
        "BEGIN;CREATE TABLE \"trigger\"(\"end\");END;SELECT 1;",
        "CREATE TABLE x(\"begin\", \"case\");CREATE VIEW v AS SELECT \"case\" "
        "AS \"end\" FROM x;SELECT 1;",
        "CREATE TABLE t(a, b AS (a || ';') STORED);SELECT 1;",
        "CREATE VIRTUAL TABLE f USING fts5(a, tokenize = 'porter; x');"
        "SELECT 1;"));

}  // namespace
}  // namespace godwit::sql
