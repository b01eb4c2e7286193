// SPDX-License-Identifier: BSL-1.0
#include "sql/made_object.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace godwit::sql {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Not;

std::string made(std::string_view statement,
                 Dialect dialect = Dialect::postgresql) {
  const auto object = made_object(statement, dialect);
  if (!object) return "nothing";
  return object->kind + " " + object->name + " = " + object->plain_name;
}

TEST(MadeObject, IsWhatACreateStatementNames) {
  EXPECT_EQ(made("CREATE VIEW a AS SELECT 1"), "VIEW a = a");
  EXPECT_EQ(made("create or replace view Shop.Active as select 1"),
            "VIEW Shop.Active = active");
  EXPECT_EQ(made("CREATE VIEW \"Shop\".\"Active\" AS SELECT 1"),
            "VIEW \"Shop\".\"Active\" = Active");
  EXPECT_EQ(made("CREATE MATERIALIZED VIEW IF NOT EXISTS m AS SELECT 1"),
            "MATERIALIZED VIEW m = m");
  EXPECT_EQ(made("CREATE RECURSIVE VIEW r (n) AS SELECT 1"), "VIEW r = r");
  EXPECT_EQ(made("/* c */ CREATE FUNCTION f(a int) RETURNS int"),
            "FUNCTION f = f");
  EXPECT_EQ(made("CREATE TEMP TRIGGER t AFTER INSERT ON b", Dialect::sqlite),
            "TRIGGER t = t");
  EXPECT_EQ(made("CREATE VIEW [My View] AS SELECT 1", Dialect::sqlite),
            "VIEW [My View] = my view");
}

TEST(MadeObject, IsNoneOfOtherStatements) {
  for (const char* statement :
       {"DROP VIEW a", "GRANT SELECT ON a TO b", "CREATE INDEX i ON a (b)",
        "CREATE", "CREATE VIEW", "-- CREATE VIEW a", ""}) {
    EXPECT_EQ(made(statement), "nothing") << statement;
  }
}

TEST(NamesIn, AreThoseOfTheTextAndOfBodiesInIt) {
  const auto names = names_in(
      "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT count(*) FROM "
      "Person $$; -- not_this\nSELECT 'nor_this', \"Quoted\"",
      Dialect::postgresql);
  EXPECT_THAT(names, Contains("person"));
  EXPECT_THAT(names, Contains("Quoted"));
  EXPECT_THAT(names, Not(Contains("not_this")));
  EXPECT_THAT(names, Not(Contains("nor_this")));
}

TEST(ChangedTables, AreAlteredOrDropped) {
  EXPECT_THAT(changed_tables("ALTER TABLE ONLY shop.Person ADD a int;\n"
                             "DROP TABLE IF EXISTS a, \"B\" CASCADE;\n"
                             "CREATE TABLE c (a int); UPDATE d SET a = 1;",
                             Dialect::postgresql),
              ElementsAre("B", "a", "person"));
}

}  // namespace
}  // namespace godwit::sql
