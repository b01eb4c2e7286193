// SPDX-License-Identifier: BSL-1.0
#include "trial/fill_tables.h"

#include <godwit/connection.h>
#include <gtest/gtest.h>

#include "support/ephemeral_database.h"

namespace godwit::trial {
namespace {

std::vector<std::string> complaints(const test::EphemeralDatabase& database) {
  auto connection = connect(database.url()).value();
  const auto model = schema::read_model(connection.session()).value();
  return fill_tables(connection.session(), model, {}).value();
}

/// Tables that take a row.
struct Tables {
  const char* name;
  Dialect dialect;
  const char* sql;
};

class FillTables : public testing::TestWithParam<Tables> {};

TEST_P(FillTables, FillsThemAll) {
  auto database = test::EphemeralDatabase::create(GetParam().dialect);
  test::execute(database, GetParam().sql);

  EXPECT_EQ(complaints(database), std::vector<std::string>());
  EXPECT_EQ(test::rows(database, "SELECT count(*) FROM t").at(0).at(0), "1");
}

constexpr Tables tables[] = {
    {"JoinOfTwo", Dialect::sqlite,
     "CREATE TABLE a (id INTEGER PRIMARY KEY);"
     "CREATE TABLE t (a INTEGER REFERENCES a, b INTEGER REFERENCES a,"
     " PRIMARY KEY (a, b))"},
    {"KeyThatRefers", Dialect::sqlite,
     "PRAGMA foreign_keys = ON;"
     "CREATE TABLE a (id INTEGER PRIMARY KEY);"
     "INSERT INTO a VALUES (7);"
     "CREATE TABLE t (id INTEGER PRIMARY KEY REFERENCES a)"},
    {"VersionNumber", Dialect::postgresql,
     "CREATE TABLE t (num text, major int GENERATED ALWAYS AS"
     " (split_part(num, '.', 2)::int) STORED)"},
    {"ChecksumInSqlite", Dialect::sqlite,
     "CREATE TABLE t (sum BLOB CHECK (length(sum) = 32))"},
    {"ChecksumInPostgresql", Dialect::postgresql,
     "CREATE TABLE t (sum bytea CHECK (octet_length(sum) = 32))"},
    {"FilledByATrigger", Dialect::postgresql,
     "CREATE TABLE a (id int);"
     "CREATE TABLE t (id int PRIMARY KEY CHECK (id = 1));"
     "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS"
     " 'BEGIN INSERT INTO t VALUES (1); RETURN NEW; END';"
     "CREATE TRIGGER f BEFORE INSERT ON a"
     " FOR EACH ROW EXECUTE FUNCTION f()"},
};

INSTANTIATE_TEST_SUITE_P(Table, FillTables, testing::ValuesIn(tables),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace godwit::trial
