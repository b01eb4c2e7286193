// SPDX-License-Identifier: BSL-1.0
#include <gtest/gtest.h>

#include "sql/statements.h"

namespace godwit::sql {
namespace {

using enum TransactionEffect;

TransactionEffect postgresql(std::string_view statement) {
  return transaction_effect(statement, Dialect::postgresql);
}
TransactionEffect sqlite(std::string_view statement) {
  return transaction_effect(statement, Dialect::sqlite);
}

TEST(TransactionCommandPostgresql, KnowsWhatBeginsATransaction) {
  for (const char* statement :
       {"BEGIN", "begin work", "BEGIN READ ONLY", "start /* now */ TRANSACTION",
        "-- why\nBEGIN"}) {
    EXPECT_EQ(postgresql(statement), begins) << statement;
  }
}

TEST(TransactionCommandPostgresql, KnowsWhatEndsATransaction) {
  for (const char* statement :
       {"COMMIT", "commit transaction", "COMMIT AND CHAIN", "END", "END WORK",
        "ROLLBACK", "ROLLBACK AND NO CHAIN", "ABORT",
        "PREPARE TRANSACTION 'x'"}) {
    EXPECT_EQ(postgresql(statement), ends) << statement;
  }
}

TEST(TransactionCommandPostgresql, KnowsWhatRefusesATransaction) {
  for (const char* statement :
       {"VACUUM",
        "VACUUM (FULL) t",
        "CREATE DATABASE x",
        "DROP DATABASE x",
        "ALTER DATABASE x SET TABLESPACE y",
        "CREATE TABLESPACE x LOCATION 'y'",
        "DROP TABLESPACE x",
        "ALTER SYSTEM SET a = 1",
        "create index concurrently i ON t (a)",
        "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON t (a)",
        "DROP INDEX CONCURRENTLY i",
        "REINDEX TABLE CONCURRENTLY t",
        "REINDEX (VERBOSE, CONCURRENTLY) INDEX i",
        "REINDEX DATABASE x",
        "REINDEX (VERBOSE) SCHEMA x",
        "REINDEX SYSTEM x",
        "ALTER TABLE t DETACH PARTITION p CONCURRENTLY",
        "DISCARD ALL",
        "CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p",
        "DROP SUBSCRIPTION s",
        "ALTER SUBSCRIPTION s REFRESH PUBLICATION",
        "ALTER SUBSCRIPTION s ADD PUBLICATION p WITH (copy_data = false)",
        "ALTER SUBSCRIPTION s SET (failover = off)",
        "ALTER SUBSCRIPTION s SET (slot_name = 'x', two_phase = true)",
        "CLUSTER",
        "CLUSTER VERBOSE",
        "CLUSTER (VERBOSE)",
        "COMMIT PREPARED 'x'",
        "ROLLBACK PREPARED 'x'"}) {
    EXPECT_EQ(postgresql(statement), refuses_it) << statement;
  }
}

TEST(TransactionCommandPostgresql, LetsTheRestPass) {
  for (const char* statement :
       {"",
        "SELECT 1",
        "SAVEPOINT a",
        "RELEASE a",
        "ROLLBACK TO a",
        "ROLLBACK WORK TO SAVEPOINT a",
        "SET TRANSACTION READ ONLY",
        "PREPARE p AS SELECT 1",
        "CREATE INDEX concurrent ON t (a)",
        "CREATE INDEX \"concurrently\" ON t (a)",
        "DROP INDEX i",
        "REINDEX TABLE t",
        "REINDEX (CONCURRENTLY FALSE) TABLE t",
        "REINDEX TABLE database",
        "ALTER DATABASE tablespace OWNER TO o",
        "ALTER SUBSCRIPTION s SET PUBLICATION p WITH (refresh = false)",
        "ALTER SUBSCRIPTION s SET (slot_name = NONE)",
        "ALTER SUBSCRIPTION s SET (",
        "ALTER SUBSCRIPTION",
        "ALTER TABLE t DETACH PARTITION p",
        "DISCARD TEMP",
        "CLUSTER t",
        "CLUSTER \"verbose\"",
        "CLUSTER VERBOSE t USING i",
        "CLUSTER (VERBOSE) t",
        "ALTER DATABASE x SET work_mem = 1",
        "EXPLAIN SELECT 1",
        "ANALYZE",
        "LOCK TABLE t",
        "CALL p()",
        "DO $$ BEGIN COMMIT; END $$",
        "COMMENT ON TABLE t IS 'COMMIT'",
        "ALTER TYPE e ADD VALUE 'x'",
        "CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p WITH (connect=0)",
        "COMMENT ON COLUMN t.a IS 'CREATE INDEX CONCURRENTLY'"}) {
    EXPECT_EQ(postgresql(statement), none) << statement;
  }
}

TEST(TransactionCommandPostgresql, SpellsTheCommandAsTheManualDoes) {
  const auto name = [](std::string_view statement) {
    return transaction_command(statement, Dialect::postgresql).name;
  };
  EXPECT_EQ(name("create unique  index concurrently i ON t (a)"),
            "CREATE UNIQUE INDEX CONCURRENTLY");
  EXPECT_EQ(name("ALTER TABLE t DETACH PARTITION p CONCURRENTLY"),
            "ALTER TABLE DETACH PARTITION CONCURRENTLY");
  EXPECT_EQ(name("REINDEX TABLE CONCURRENTLY t"), "REINDEX CONCURRENTLY");
  EXPECT_EQ(name("REINDEX SCHEMA t"), "REINDEX SCHEMA");
  EXPECT_EQ(name("ALTER SUBSCRIPTION s DROP PUBLICATION p"),
            "ALTER SUBSCRIPTION with refresh");
  EXPECT_EQ(name("rollback to a"), "");
  EXPECT_EQ(name("SELECT 1"), "");
}

TEST(TransactionCommandSqlite, KnowsWhatBeginsAndEndsATransaction) {
  for (const char* statement :
       {"BEGIN", "begin immediate", "BEGIN TRANSACTION"}) {
    EXPECT_EQ(sqlite(statement), begins) << statement;
  }
  for (const char* statement : {"COMMIT", "COMMIT TRANSACTION", "end",
                                "ROLLBACK", "rollback transaction"}) {
    EXPECT_EQ(sqlite(statement), ends) << statement;
  }
}

TEST(TransactionCommandSqlite, KnowsWhatRefusesATransaction) {
  for (const char* statement :
       {"VACUUM", "VACUUM INTO 'x'", "DETACH x", "DETACH DATABASE x",
        "PRAGMA journal_mode = WAL", "PRAGMA main.journal_mode='wal'",
        "pragma journal_mode(wal)", "PRAGMA journal_mode = \"wal\"",
        "PRAGMA synchronous = OFF", "PRAGMA synchronous(1)",
        "PRAGMA wal_checkpoint(TRUNCATE)"}) {
    EXPECT_EQ(sqlite(statement), refuses_it) << statement;
  }
}

TEST(TransactionCommandSqlite, LetsTheRestPass) {
  for (const char* statement :
       {"", "SELECT 1", "SAVEPOINT a", "RELEASE a", "ROLLBACK TO a",
        "ROLLBACK TRANSACTION TO SAVEPOINT a", "ATTACH 'x' AS y",
        "EXPLAIN BEGIN", "EXPLAIN QUERY PLAN COMMIT", "PRAGMA foreign_keys=OFF",
        "PRAGMA journal_mode", "PRAGMA journal_mode = DELETE",
        "PRAGMA synchronous", "PRAGMA optimize", "REINDEX", "ANALYZE",
        "CREATE TABLE \"begin\"(a)",
        "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END"}) {
    EXPECT_EQ(sqlite(statement), none) << statement;
  }
}

}  // namespace
}  // namespace godwit::sql
