// SPDX-License-Identifier: BSL-1.0
#include <gtest/gtest.h>

#include <exception>
#include <string>

#include "sql/statements.h"
#include "support/ephemeral_database.h"

// PostgreSQL itself is the judge of what it refuses inside a transaction.
namespace godwit::sql {
namespace {

const std::string tables =
    "CREATE TABLE t (a int PRIMARY KEY); CREATE INDEX i ON t (a);\n"
    "CREATE TABLE \"schema\" (a int); CREATE SCHEMA x;\n"
    "CREATE TABLE parts (a int) PARTITION BY RANGE (a);\n"
    "CREATE TABLE part PARTITION OF parts FOR VALUES FROM (0) TO (9);\n";

// It connects to nobody before the transaction ends, which is rolled back.
const std::string subscription =
    "CREATE SUBSCRIPTION s CONNECTION 'host=/nowhere dbname=x' PUBLICATION p, "
    "q WITH (connect = false, slot_name = 's');\n"
    "ALTER SUBSCRIPTION s ENABLE;\n";

class TransactionCommandServer : public testing::TestWithParam<const char*> {
 protected:
  static void SetUpTestSuite() {
    database_ = new test::EphemeralDatabase(
        test::EphemeralDatabase::create(Dialect::postgresql));
    test::execute(*database_, tables);
  }
  static void TearDownTestSuite() { delete database_; }

  // Empty: nothing.
  static std::string complaint(const std::string& statement) {
    try {
      test::execute(*database_,
                    "BEGIN;\n" + subscription + statement + ";\nROLLBACK");
    } catch (const std::exception& error) {
      return error.what();
    }
    return "";
  }

  static test::EphemeralDatabase* database_;
};

test::EphemeralDatabase* TransactionCommandServer::database_ = nullptr;

TEST_P(TransactionCommandServer, Agrees) {
  const std::string statement = GetParam();

  const std::string said = complaint(statement);

  const bool refused =
      said.find("cannot run inside a transaction block") != said.npos;
  EXPECT_TRUE(refused || said.empty()) << said;
  EXPECT_EQ(transaction_effect(statement, Dialect::postgresql) ==
                TransactionEffect::refuses_it,
            refused)
      << said;
}

INSTANTIATE_TEST_SUITE_P(
    Statements, TransactionCommandServer,
    testing::Values(
        "VACUUM", "VACUUM (FULL false) t", "ANALYZE t", "CLUSTER",
        "CLUSTER t USING i", "CLUSTER (VERBOSE off) t USING i",
        "CREATE DATABASE x", "DROP DATABASE IF EXISTS x",
        "ALTER DATABASE postgres SET TABLESPACE pg_default",
        "ALTER DATABASE postgres TABLESPACE pg_default",
        "ALTER DATABASE postgres SET default_tablespace = ''",
        "ALTER DATABASE postgres WITH CONNECTION LIMIT 3",
        "CREATE TABLESPACE x LOCATION '/nowhere'", "DROP TABLESPACE x",
        "ALTER SYSTEM RESET ALL", "DISCARD ALL", "DISCARD PLANS",
        "CREATE INDEX CONCURRENTLY ON t (a)",
        "CREATE UNIQUE INDEX CONCURRENTLY j ON t (a)",
        "DROP INDEX CONCURRENTLY IF EXISTS x",
        "ALTER TABLE parts DETACH PARTITION part CONCURRENTLY",
        "ALTER TABLE parts DETACH PARTITION part", "COMMIT PREPARED 'x'",
        "ROLLBACK PREPARED 'x'", "CHECKPOINT", "REINDEX TABLE t",
        "REINDEX TABLE schema", "REINDEX INDEX i",
        "REINDEX TABLE public.schema", "REINDEX (VERBOSE) TABLE schema",
        "REINDEX TABLE CONCURRENTLY t", "REINDEX (CONCURRENTLY) TABLE t",
        "REINDEX (CONCURRENTLY, VERBOSE) INDEX i",
        "REINDEX (CONCURRENTLY ON) TABLE t", "REINDEX (CONCURRENTLY 1) TABLE t",
        "REINDEX (concurrently 'true') TABLE t",
        "REINDEX (CONCURRENTLY FALSE) TABLE t",
        "REINDEX (CONCURRENTLY 0) TABLE t",
        "REINDEX (CONCURRENTLY off) TABLE t",
        "REINDEX (CONCURRENTLY 'OFF') TABLE t",
        "REINDEX (\"concurrently\" \"off\") TABLE t",
        "REINDEX (CONCURRENTLY, CONCURRENTLY off) TABLE t",
        "REINDEX (CONCURRENTLY off) TABLE CONCURRENTLY t", "REINDEX SCHEMA x",
        "REINDEX (CONCURRENTLY off) SCHEMA x",
        "CREATE SUBSCRIPTION z CONNECTION 'host=/x' PUBLICATION p",
        "CREATE SUBSCRIPTION z CONNECTION 'host=/x' PUBLICATION p WITH "
        "(connect = 1)",
        "CREATE SUBSCRIPTION z CONNECTION 'host=/x' PUBLICATION p WITH "
        "(create_slot)",
        "CREATE SUBSCRIPTION z CONNECTION 'host=/x' PUBLICATION p WITH "
        "(create_slot = true, enabled = off)",
        "CREATE SUBSCRIPTION z CONNECTION 'host=/x' PUBLICATION p WITH "
        "(connect = off)",
        "DROP SUBSCRIPTION s", "ALTER SUBSCRIPTION s REFRESH PUBLICATION",
        "ALTER SUBSCRIPTION s REFRESH PUBLICATION WITH (copy_data = false)",
        "ALTER SUBSCRIPTION s SET PUBLICATION r",
        "ALTER SUBSCRIPTION s SET PUBLICATION r WITH (copy_data = false)",
        "ALTER SUBSCRIPTION s SET PUBLICATION r WITH (refresh)",
        "ALTER SUBSCRIPTION s SET PUBLICATION r WITH (refresh = ON)",
        "ALTER SUBSCRIPTION s SET PUBLICATION r WITH (refresh = false)",
        "ALTER SUBSCRIPTION s SET PUBLICATION r WITH (refresh = 0)",
        "ALTER SUBSCRIPTION s SET PUBLICATION r WITH (\"refresh\" = 'OFF')",
        "ALTER SUBSCRIPTION s ADD PUBLICATION r",
        "ALTER SUBSCRIPTION s ADD PUBLICATION r WITH (refresh = false)",
        "ALTER SUBSCRIPTION s DROP PUBLICATION q",
        "ALTER SUBSCRIPTION s DROP PUBLICATION q WITH (refresh = off)",
        "ALTER SUBSCRIPTION s SET (slot_name = 'x')",
        "ALTER SUBSCRIPTION s CONNECTION 'host=/x'",
        "ALTER SUBSCRIPTION s DISABLE", "ALTER SUBSCRIPTION s RENAME TO r",
        "CREATE TABLE refresh (a int)"));

}  // namespace
}  // namespace godwit::sql
