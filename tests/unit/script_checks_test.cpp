// SPDX-License-Identifier: BSL-1.0
#include <gmock/gmock.h>

#include "read_set.h"

namespace godwit {
namespace {

using test::only_error;
using test::read_file;
using test::ReadFiles;
using testing::HasSubstr;
using testing::Not;

constexpr Dialect postgresql = Dialect::postgresql;
constexpr Dialect sqlite = Dialect::sqlite;

TEST(ScriptChecks, PassWhatIsLegal) {
  EXPECT_EQ(only_error(read_file("")), "");
  EXPECT_EQ(only_error(read_file("-- nothing\n")), "");
  EXPECT_EQ(only_error(read_file("SELECT 'ü;😀';", sqlite)), "");
  EXPECT_EQ(only_error(read_file("SAVEPOINT a; ROLLBACK TO a; RELEASE a;")),
            "");
  EXPECT_EQ(only_error(read_file("SELECT '\n\\connect x\n', $$\n\\i y\n$$;")),
            "");
  EXPECT_EQ(only_error(read_file("COPY a FROM '/tmp/stdin';")), "");
}

TEST(ScriptChecks, FindWhatTheTextDoesNotEnd) {
  EXPECT_EQ(only_error(read_file("SELECT 1;\nSELECT 'a;\n")),
            "migrations/0001_a.sql:2:8: a string that begins here does not "
            "end");
  EXPECT_EQ(only_error(read_file("DO $x$ BEGIN END $$;")),
            "migrations/0001_a.sql:1:4: a string that begins here does not "
            "end");
  EXPECT_EQ(only_error(read_file("SELECT \"a;", sqlite)),
            "migrations/0001_a.sql:1:8: a quoted name that begins here does "
            "not end");
  EXPECT_EQ(only_error(read_file("SELECT [a;", sqlite)),
            "migrations/0001_a.sql:1:8: a quoted name that begins here does "
            "not end");
  EXPECT_EQ(only_error(read_file("/* /* */\nSELECT 1;")),
            "migrations/0001_a.sql:1:1: a comment that begins here does not "
            "end");
  EXPECT_EQ(
      only_error(read_file("SELECT 1;\n/* todo: later\nSELECT 2;\n", sqlite)),
      "migrations/0001_a.sql:2:1: a comment that begins here does not "
      "end");
}

TEST(ScriptChecks, CountCharactersBehindTextThatIsNotAscii) {
  EXPECT_EQ(only_error(read_file("-- migrate:up\r\nSELECT 'é€😀', 'a;\r\n")),
            "migrations/0001_a.sql:2:15: a string that begins here does not "
            "end");
}

TEST(ScriptChecks, FindBytesThatAreNotText) {
  EXPECT_EQ(only_error(read_file("SELECT 1;\n-- caf\xE9\n", sqlite)),
            "migrations/0001_a.sql:2:7: byte 0xE9 is not UTF-8");
  EXPECT_EQ(only_error(read_file(std::string("SELECT 1;\0SELECT 2;", 19))),
            "migrations/0001_a.sql:1:10: a NUL byte in SQL text");
  EXPECT_EQ(only_error(read_file(std::string("\xFF\xFES\0E\0", 6))),
            "migrations/0001_a.sql:1:1: the file is UTF-16 and not UTF-8");
  EXPECT_EQ(only_error(read_file(std::string("\xFE\xFF\0S\0E", 6))),
            "migrations/0001_a.sql:1:1: the file is UTF-16 and not UTF-8");
}

TEST(ScriptChecks, KeepTextThatIsNotTextOutOfTheMessage) {
  const ReadFiles read = read_file("-- caf\xE9\n");

  ASSERT_EQ(read.errors().size(), 1u);
  EXPECT_EQ(read.errors()[0].location.source, "");
}

TEST(ScriptChecks, FindTransactionsThatTheScriptMakesItself) {
  const ReadFiles read = read_file("begin;\nSELECT 1;\ncommit;\n");

  ASSERT_EQ(read.errors().size(), 2u);
  EXPECT_EQ(read.errors()[0].message,
            "BEGIN inside a migration that Godwit already runs in a "
            "transaction");
  EXPECT_EQ(read.errors()[0].location.line, 1u);
  EXPECT_EQ(read.errors()[0].hint,
            "remove it, or mark the script -- godwit: no-transaction");
  EXPECT_EQ(read.errors()[1].message,
            "COMMIT would end the transaction that Godwit runs this migration "
            "in");
  EXPECT_EQ(read.errors()[1].location.line, 3u);
}

TEST(ScriptChecks, LookAtTheDownHalfToo) {
  EXPECT_EQ(only_error(read_file("-- migrate:up\n-- migrate:down\nSELECT 1;\n"
                                 "ROLLBACK;",
                                 sqlite)),
            "migrations/0001_a.sql:4:1: ROLLBACK would end the transaction "
            "that Godwit runs this migration in");
}

TEST(ScriptChecks, FindCommandsThatRefuseATransaction) {
  const ReadFiles read =
      read_file("SELECT 1;\ncreate index concurrently i ON t (a);\n");

  EXPECT_EQ(only_error(read),
            "migrations/0001_a.sql:2:1: CREATE INDEX CONCURRENTLY cannot run "
            "inside a transaction");
  EXPECT_EQ(read.errors()[0].hint, "mark the script -- godwit: no-transaction");
  EXPECT_EQ(only_error(read_file("VACUUM;", sqlite)),
            "migrations/0001_a.sql:1:1: VACUUM cannot run inside a "
            "transaction");
}

TEST(ScriptChecks, LetThemPassOutsideATransaction) {
  EXPECT_EQ(only_error(read_file("-- godwit: no-transaction\nBEGIN; SELECT 1; "
                                 "COMMIT; VACUUM;")),
            "");
}

TEST(ScriptChecks, LetThemPassInBodies) {
  EXPECT_EQ(only_error(read_file("DO $$ BEGIN COMMIT; END $$;")), "");
  EXPECT_EQ(only_error(read_file("CREATE TRIGGER t INSERT ON a BEGIN SELECT "
                                 "1; END;",
                                 sqlite)),
            "");
}

TEST(ScriptChecks, FindWhatWouldGiveTheLockBack) {
  const std::string message =
      " would give back the lock that keeps other runs "
      "away";
  for (const std::string head : {"", "-- godwit: no-transaction "}) {
    EXPECT_EQ(only_error(read_file(head + "\ndiscard /* x */ all;")),
              "migrations/0001_a.sql:2:1: DISCARD ALL" + message);
    for (const char* statement :
         {"SELECT 1, pg_advisory_unlock_all();",
          "select pg_catalog.PG_ADVISORY_UNLOCK_ALL ();",
          "SELECT \"pg_advisory_unlock_all\"();",
          "WITH x AS (SELECT pg_advisory_unlock_all()) TABLE x;",
          "DO $$BEGIN PERFORM pg_advisory_unlock_all(); END$$;",
          "DO 'BEGIN PERFORM pg_advisory_unlock_all(); END';",
          "DO $a$BEGIN EXECUTE 'SELECT pg_advisory_unlock_all()'; END$a$;",
          "DO $a$BEGIN IF pg_advisory_unlock_all() IS NULL THEN END IF; "
          "END$a$;",
          "CREATE TABLE x AS SELECT pg_advisory_unlock_all();"}) {
      EXPECT_EQ(only_error(read_file(head + "\n" + statement)),
                "migrations/0001_a.sql:2:1: pg_advisory_unlock_all" + message)
          << statement;
    }
  }
}

TEST(ScriptChecks, DoNotRecommendADiscardAllOutsideATransaction) {
  const ReadFiles read = read_file("DISCARD ALL;");

  ASSERT_EQ(read.errors().size(), 1u);
  EXPECT_THAT(read.errors()[0].hint, Not(HasSubstr("no-transaction")));
}

TEST(ScriptChecks, LetPassWhatLeavesTheLock) {
  for (const char* statement :
       {"DISCARD TEMP", "DISCARD PLANS", "RESET ALL",
        "SELECT pg_advisory_lock(1), pg_advisory_unlock(1)",
        "SELECT 'pg_advisory_unlock_all()'",
        "GRANT EXECUTE ON FUNCTION pg_advisory_unlock_all() TO PUBLIC",
        "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS "
        "$$BEGIN PERFORM pg_advisory_unlock_all(); END$$",
        "SELECT pg_advisory_unlock_all FROM settings"}) {
    EXPECT_EQ(only_error(read_file(std::string("-- godwit: no-transaction\n") +
                                   statement)),
              "")
        << statement;
  }
}

TEST(ScriptChecks, FindParametersOfSqliteWhichWouldBeNull) {
  const std::string message =
      " is a parameter, which has no value in a migration";
  for (const char* parameter : {"?", "?1", ":name", "@name", "$name", ":é"}) {
    EXPECT_EQ(only_error(read_file("-- migrate:up\nSELECT 'é', " +
                                       std::string(parameter) + ", 2;",
                                   sqlite)),
              "migrations/0001_a.sql:2:13: \"" + std::string(parameter) + "\"" +
                  message);
  }
  EXPECT_EQ(only_error(read_file("SELECT 12:30;", sqlite)),
            "migrations/0001_a.sql:1:10: \":30\"" + message);
}

TEST(ScriptChecks, TakeSignsElsewhereForNoParameters) {
  EXPECT_EQ(only_error(read_file("SELECT ':a ?', \"@b\", [$c], `?`, a$b -- :d\n"
                                 "/* ?1 */ FROM t;",
                                 sqlite)),
            "");
  // The server says this of its own, and knows where they may stand.
  EXPECT_EQ(only_error(read_file("SELECT a::text, b ? 'c', $1 FROM t;")), "");
}

TEST(ScriptChecks, NameCharactersThatNobodySees) {
  EXPECT_EQ(only_error(read_file("-- é\nCREATE TABLE\u00A0t (a int);")),
            "migrations/0001_a.sql:2:13: an invisible character, U+00A0 "
            "(no-break space), outside of strings and comments");
  EXPECT_EQ(only_error(read_file("SELECT 1;\uFEFFSELECT 2;", sqlite)),
            "migrations/0001_a.sql:1:10: an invisible character, U+FEFF (byte "
            "order mark), outside of strings and comments");
  for (const char* character :
       {"\u200B", "\u200E", "\u202E", "\u2066", "\u2060", "\u00AD", "\u3000",
        "\u2028", "\u0085", "\U000E0041"}) {
    for (const Dialect dialect : {postgresql, sqlite}) {
      EXPECT_THAT(
          only_error(read_file("SELECT 1" + std::string(character), dialect)),
          HasSubstr("0001_a.sql:1:9: an invisible character, U+"))
          << character;
    }
  }
}

TEST(ScriptChecks, LeaveThemInStringsNamesAndComments) {
  EXPECT_EQ(only_error(read_file("SELECT '\u00A0' AS \"\u200B\" -- \u00A0\n"
                                 "/* \u202E */, größe, 名前;")),
            "");
}

TEST(ScriptChecks, FindWhatAScriptCouldNotGoOnWith) {
  const std::string mark = "-- godwit: no-transaction\n";
  for (const char* sql :
       {"CREATE TEMP TABLE a (id INTEGER)",
        "create temporary view a as select 1",
        "CREATE TEMP TABLE a AS SELECT 1", "SELECT 1 AS id INTO TEMP a",
        "CREATE TABLE pg_temp.a (id INTEGER)",
        "DECLARE c CURSOR WITH HOLD FOR SELECT 1"}) {
    EXPECT_THAT(only_error(read_file(mark + sql)),
                HasSubstr("2:1: what this makes is gone when"))
        << sql;
    EXPECT_EQ(only_error(read_file(sql)), "") << sql;
  }
  for (const char* sql : {"CREATE TEMP TABLE a (id INTEGER)",
                          "CREATE TABLE temp.a (id INTEGER)"}) {
    EXPECT_THAT(only_error(read_file(mark + sql, sqlite)),
                HasSubstr("is gone when"))
        << sql;
  }
  EXPECT_THAT(only_error(read_file(mark + "SET SESSION AUTHORIZATION app")),
              HasSubstr("could not be recorded"));
  EXPECT_THAT(only_error(read_file(mark + "BEGIN; PREPARE TRANSACTION 'a'")),
              HasSubstr("leaves a transaction behind"));
}

TEST(ScriptChecks, LetScriptsSetUpTheirSession) {
  const std::string mark = "-- godwit: no-transaction\n";
  for (const char* sql :
       {"SET search_path TO shop", "SET ROLE app", "RESET ALL", "LISTEN a",
        "PREPARE a AS SELECT 1", "SET SESSION search_path TO shop",
        "BEGIN; CREATE TEMP TABLE a (id INTEGER) ON COMMIT DROP; COMMIT",
        "CREATE TABLE temp (id INTEGER)", "DECLARE c CURSOR FOR SELECT 1",
        "CREATE TABLE a AS SELECT 1 AS temp"}) {
    EXPECT_EQ(only_error(read_file(mark + sql)), "") << sql;
  }
  EXPECT_EQ(only_error(read_file(mark + "PRAGMA temp_store = 2", sqlite)), "");
}

TEST(ScriptChecks, FindCommandsOfAShell) {
  EXPECT_EQ(only_error(read_file("SELECT 1;\n  \\i other.sql\n")),
            "migrations/0001_a.sql:2:3: a command of the psql shell, not SQL");
  EXPECT_EQ(only_error(read_file("SELECT 1;\n.read other.sql\n", sqlite)),
            "migrations/0001_a.sql:2:1: a command of the sqlite3 shell, not "
            "SQL");
}

TEST(ScriptChecks, FindDataThatAClientWouldHaveToSend) {
  EXPECT_EQ(only_error(read_file("SELECT 1;\ncopy public.t (a, b) from stdin "
                                 "WITH (FORMAT csv);\n1,it's\n\\.\n")),
            "migrations/0001_a.sql:2:1: COPY FROM STDIN has no input inside a "
            "migration");
}

}  // namespace
}  // namespace godwit
