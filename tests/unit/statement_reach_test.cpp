// SPDX-License-Identifier: BSL-1.0
#include "sql/statement_reach.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace godwit::sql {
namespace {

// "what@offset"; empty: nothing.
std::string outside(std::string_view statement) {
  const auto found = reach_outside(statement);
  return found ? found->what + "@" + std::to_string(found->offset) : "";
}

TEST(ReachOutside, FindsFilesAndProgramsOfTheServer) {
  for (const auto& [statement, found] :
       std::initializer_list<std::pair<const char*, const char*>>{
           {"COPY t TO '/x'", "COPY TO a file of the server@0"},
           {"copy t (a, b) from '/x' csv", "COPY FROM a file of the server@0"},
           {"COPY (SELECT 'a' FROM t) TO E'/x'",
            "COPY TO a file of the server@0"},
           {"COPY t TO PROGRAM 'rm x'", "COPY TO PROGRAM@0"},
           {"COPY t FROM /* so */ PROGRAM $$ls$$", "COPY FROM PROGRAM@0"},
           {"SELECT lo_export(1, '/x')", "lo_export()@7"},
           {"SELECT pg_catalog.lo_import ('/x')", "lo_import()@18"},
           {"INSERT INTO t SELECT pg_read_file('x')", "pg_read_file()@21"},
           {"SELECT \"pg_read_binary_file\"('x')",
            "\"pg_read_binary_file\"()@7"},
           {"CREATE TABLE t AS SELECT * FROM PG_LS_DIR('.')", "PG_LS_DIR()@32"},
           {"SELECT pg_file_write('x', 'y', true)", "pg_file_write()@7"},
           {"SELECT 1 FROM a JOIN b ON dblink_send_query('x', 'y') = 1",
            "dblink_send_query()@26"},
           {"INSERT INTO t (a) SELECT dblink_exec('x', 'y')",
            "dblink_exec()@25"},
           {"CREATE TABLE t AS SELECT * FROM dblink('x', 'y') AS d (a int)",
            "dblink()@32"},
           {"LOAD '/tmp/x.so'", "LOAD of a file of the server@0"},
           {"CREATE FUNCTION f() RETURNS int AS '/tmp/x', 'f' LANGUAGE c",
            "a function in a file of the server@0"},
           {"CREATE TABLESPACE x LOCATION '/x'", "CREATE TABLESPACE@0"}}) {
    EXPECT_EQ(outside(statement), found) << statement;
  }
}

TEST(ReachOutside, FindsSettingsOtherDatabasesAndOtherServers) {
  for (const auto& [statement, found] :
       std::initializer_list<std::pair<const char*, const char*>>{
           {"ALTER SYSTEM SET a = 1", "ALTER SYSTEM@0"},
           {"SELECT pg_reload_conf()", "pg_reload_conf()@7"},
           {"SELECT pg_terminate_backend(pid) FROM pg_stat_activity",
            "pg_terminate_backend()@7"},
           {"DROP DATABASE IF EXISTS x", "DROP DATABASE@0"},
           {"ALTER DATABASE x SET a = 1", "ALTER DATABASE@0"},
           {"SELECT * FROM dblink('x', 'y') AS t (a int)", "dblink()@14"},
           {"SELECT dblink_exec('x', 'y')", "dblink_exec()@7"},
           {"CREATE SERVER s FOREIGN DATA WRAPPER w", "CREATE SERVER@0"},
           {"IMPORT FOREIGN SCHEMA x FROM SERVER s INTO y",
            "IMPORT FOREIGN SCHEMA@0"},
           {"CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p",
            "CREATE SUBSCRIPTION@0"},
           {"ALTER SUBSCRIPTION s ENABLE", "ALTER SUBSCRIPTION@0"},
           {"ALTER SUBSCRIPTION s ADD PUBLICATION p", "ALTER SUBSCRIPTION@0"},
           {"DROP SUBSCRIPTION s", "DROP SUBSCRIPTION@0"}}) {
    EXPECT_EQ(outside(statement), found) << statement;
  }
}

TEST(ReachOutside, LooksIntoBlocks) {
  for (const auto& [statement, found] :
       std::initializer_list<std::pair<const char*, const char*>>{
           {"DO $$ BEGIN COPY t TO '/x'; END $$",
            "COPY TO a file of the server@12"},
           {"DO $a$ BEGIN IF x THEN COPY t FROM PROGRAM 'x'; END IF; END $a$",
            "COPY FROM PROGRAM@23"},
           {"DO $$ DECLARE a int; BEGIN\n PERFORM 1;\n PERFORM lo_export(1, "
            "'x'); END $$",
            "lo_export()@48"},
           {"DO $$ BEGIN a := pg_read_file('x'); END $$", "pg_read_file()@17"},
           {"DO $$ BEGIN EXECUTE 'ALTER SYSTEM SET a = 1'; END $$",
            "ALTER SYSTEM@21"},
           {"DO $$ BEGIN EXECUTE format('COPY t TO PROGRAM %L', x); END $$",
            "COPY TO PROGRAM@28"},
           {"DO 'BEGIN COPY t TO ''/x''; END'",
            "COPY TO a file of the server@10"},
           {"DO $$ BEGIN FOR x IN EXECUTE 'SELECT * FROM dblink(''a'', ''b'')' "
            "LOOP END LOOP; END $$",
            "dblink()@44"},
           {"DO E'BEGIN COPY t TO \\'/x\\'; END'",
            "COPY TO a file of the server@11"},
           {"DO $$ BEGIN EXECUTE dblink_text('x'); END $$", "dblink_text()@20"},
           {"DO $$ import os $$ LANGUAGE plpython3u",
            "DO in a language that is not trusted@0"}}) {
    EXPECT_EQ(outside(statement), found) << statement;
  }
}

TEST(ReachOutside, EndsInBlocksWithinEachOther) {
  std::string open;
  std::string close;
  for (int i = 0; i < 20'000; ++i) {
    const std::string tag = "$t" + std::to_string(i) + "$";
    open += "DO " + tag;
    close = tag + close;
  }
  EXPECT_EQ(outside(open + "LOAD '/x'" + close), "");
}

TEST(ReachOutside, LetsPassWhatStaysInside) {
  for (const char* statement :
       {"",
        "SELECT 1",
        "COPY t TO STDOUT",
        "COPY t FROM STDIN WITH (a 'x')",
        "COPY (SELECT 1 FROM t) TO STDOUT",
        "SELECT 'COPY t TO ''/x'''",
        "CREATE TABLE copy (program text)",
        "INSERT INTO t VALUES ('/x')",
        "GRANT EXECUTE ON FUNCTION pg_read_file(text) TO x",
        "REVOKE ALL ON FUNCTION pg_catalog.lo_export(oid, text) FROM public",
        "COMMENT ON FUNCTION dblink(text) IS 'x'",
        "CREATE FUNCTION lo_export(a int) RETURNS int AS 'SELECT 1' "
        "LANGUAGE sql",
        "CREATE FUNCTION f() RETURNS int AS '$libdir/x', 'f' LANGUAGE c",
        "LOAD 'age'",
        "LOAD '$libdir/plugins/x'",
        "CREATE EXTENSION IF NOT EXISTS dblink",
        "CREATE ROLE x",
        "ALTER ROLE x SET a = 1",
        "DO $$ BEGIN PERFORM 1; END $$",
        "DO $$ BEGIN GRANT EXECUTE ON FUNCTION pg_read_file(text) TO x; END $$",
        "DO $$ BEGIN SELECT a FROM copy; END $$ LANGUAGE plpgsql",
        "CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p WITH (connect = "
        "false)",
        "ALTER SUBSCRIPTION s SET (slot_name = NONE)",
        "ALTER SUBSCRIPTION s SET PUBLICATION p WITH (refresh = false)",
        "LISTEN x",
        "SELECT dblink FROM t",
        "CREATE TABLE dblink_hosts (id int)",
        "CREATE TABLE IF NOT EXISTS public.dblink_hosts (id int)",
        "CREATE TABLE t (id int REFERENCES dblink_hosts (id))",
        "INSERT INTO dblink_hosts (id) VALUES (1)",
        "INSERT INTO app.pg_ls_cache AS dblink_x (id) VALUES (1)",
        "CREATE UNIQUE INDEX i ON pg_file_list (id)",
        "CREATE INDEX ON ONLY dblink_hosts (id)",
        "CREATE VIEW dblink_view (id) AS SELECT 1",
        "CREATE TABLE p PARTITION OF dblink_hosts (id) DEFAULT",
        "WITH dblink_x (id) AS (SELECT 1) SELECT id FROM dblink_x",
        "SELECT id FROM t AS dblink_x (id)",
        "SELECT 1::dblink_number (3)",
        "COPY dblink_hosts (id) TO STDOUT",
        "ANALYZE dblink_hosts (id)",
        "EXECUTE dblink_plan (1)",
        "CREATE TYPE dblink_pair AS (a int)",
        "CREATE TRIGGER t AFTER INSERT ON a EXECUTE FUNCTION dblink_f()",
        "DO $$ BEGIN INSERT INTO dblink_hosts (id) VALUES (1); END $$",
        "COPY",
        "DO",
        "DO $$ $$",
        "DO ''",
        "LOAD",
        "CREATE FUNCTION f() AS"}) {
    EXPECT_EQ(outside(statement), "") << statement;
  }
}

}  // namespace
}  // namespace godwit::sql
