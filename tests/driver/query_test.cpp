// SPDX-License-Identifier: BSL-1.0
#include "driver_test.h"

namespace godwit::driver {
namespace {

class QueryTest : public DriverTest {};

TEST_F(QueryTest, ReturnsRowsAsTextAndNullAsAbsent) {
  const Rows rows =
      session()
          .query({"SELECT 1, 'two', NULL UNION ALL SELECT 3, '', 'x' "
                  "ORDER BY 1"})
          .value();

  EXPECT_THAT(rows,
              ElementsAre(Row{"1", "two", std::nullopt}, Row{"3", "", "x"}));
}

TEST_F(QueryTest, HandsOverTheSameRowsOneByOne) {
  Rows rows;
  const auto read = session().read(
      {"SELECT 1, 'two', NULL UNION ALL SELECT 3, '', 'x' ORDER BY 1"},
      [&](PassingRow row) { rows.emplace_back(row.begin(), row.end()); });

  EXPECT_TRUE(read.ok());
  EXPECT_THAT(rows,
              ElementsAre(Row{"1", "two", std::nullopt}, Row{"3", "", "x"}));
}

TEST_F(QueryTest, HandsOverNoRowOfARefusedStatement) {
  std::size_t rows = 0;
  const auto read =
      session().read({"SELEC 1"}, [&](PassingRow /*row*/) { ++rows; });

  EXPECT_EQ(read.error().code, ErrorCode::statement_failed);
  EXPECT_EQ(rows, 0u);
}

TEST_F(QueryTest, BindsParametersByTheirNumber) {
  session()
      .query({"INSERT INTO " + schema + "log (done, name) VALUES ($2, $1)",
              {"first", "second"}})
      .value();

  EXPECT_THAT(log(), ElementsAre("first: second"));
}

TEST_F(QueryTest, BindsOneParameterInTwoPlaces) {
  session()
      .query({"INSERT INTO " + schema + "log (name, done) VALUES ($1, $1)",
              {"twice"}})
      .value();

  EXPECT_THAT(log(), ElementsAre("twice: twice"));
}

TEST_F(QueryTest, BindsNull) {
  session()
      .query({"INSERT INTO " + schema + "log (name, done) VALUES ($1, $2)",
              {"x", std::nullopt}})
      .value();

  EXPECT_THAT(column("SELECT count(*) FROM log WHERE done IS NULL"),
              ElementsAre("1"));
}

TEST_F(QueryTest, ParametersAreValuesAndNeverSql) {
  const std::string hostile = "'); DROP TABLE log; -- \"äß漢\n";

  session()
      .query({"INSERT INTO " + schema + "log (name, done) VALUES ($1, $2)",
              {hostile, "x"}})
      .value();

  const Rows rows =
      session().query({"SELECT name FROM " + schema + "log"}).value();
  EXPECT_THAT(rows, ElementsAre(Row{hostile}));
}

TEST_F(QueryTest, ParametersCompareWithNumbers) {
  execute("CREATE TABLE n (i INTEGER)");
  execute("INSERT INTO n VALUES (9), (10)");

  const Rows rows =
      session()
          .query({"SELECT i FROM " + schema + "n WHERE i > $1", {"9"}})
          .value();

  EXPECT_THAT(rows, ElementsAre(Row{"10"}));
}

TEST_F(QueryTest, RefusedStatementIsAnErrorAndTheSessionGoesOn) {
  const auto refused = session().query({"SELEC 1"});

  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::statement_failed);
  EXPECT_THAT(refused.error().message, HasSubstr("SELEC"));
  EXPECT_TRUE(session().query({"SELECT 1"}).ok());
}

TEST_F(QueryTest, MissingTableIsToldFromOtherErrors) {
  const auto is_missing = [&](const std::string& sql) {
    return session().is_missing_table(session().query({sql}).error());
  };

  EXPECT_TRUE(is_missing("SELECT * FROM nowhere"));
  EXPECT_TRUE(is_missing("SELECT * FROM no_schema.nowhere"));
  EXPECT_FALSE(is_missing("SELECT nothing FROM " + schema + "log"));
  EXPECT_FALSE(is_missing("SELEC 1"));
}

TEST_F(QueryTest, OneThatMayOnlyReadCannotWrite) {
  const auto reading = [&](const std::string& sql) {
    return session().query({.sql = sql, .pinned = false, .reads_only = true});
  };

  EXPECT_THAT(reading("SELECT '$1'").value(), ElementsAre(Row{"$1"}));
  for (const std::string& sql :
       {"INSERT INTO " + schema + "log VALUES ('x', 'y')",
        "DROP TABLE " + schema + "log"}) {
    EXPECT_EQ(reading(sql).error().code, ErrorCode::statement_failed) << sql;
  }
  EXPECT_FALSE(reading("SELECT $1").ok() && dialect == Dialect::postgresql);
  EXPECT_THAT(log(), IsEmpty());
  EXPECT_TRUE(
      session().query({"CREATE TABLE " + schema + "made (i int)"}).ok());
}

TEST_F(QueryTest, FactsNameTheVersionAndThatItCanBeWrittenTo) {
  const ServerFacts facts = session().facts().value();

  EXPECT_FALSE(facts.version.empty());
  EXPECT_FALSE(facts.read_only);
  EXPECT_EQ(session().dialect(), dialect);
}

TEST_F(QueryTest, ReadOnlySessionReadsButCannotWrite) {
  auto reading = connect({.read_only = true});

  EXPECT_TRUE(
      reading.session().query({"SELECT * FROM " + schema + "log"}).ok());
  for (const std::string& sql :
       {"INSERT INTO " + schema + "log VALUES ('x', 'y')",
        "CREATE TABLE " + schema + "made (id INTEGER)",
        "DROP TABLE " + schema + "log"}) {
    EXPECT_FALSE(reading.session().query({sql}).ok()) << sql;
  }
  EXPECT_THAT(log(), IsEmpty());
  EXPECT_FALSE(exists("made"));
}

TEST_F(QueryTest, ReadOnlySessionSaysSoAndCannotBeLocked) {
  auto reading = connect({.read_only = true});

  const ServerFacts facts = reading.session().facts().value();
  const auto locked = reading.session().lock(lock_request(), recorder_, {});

  EXPECT_TRUE(facts.read_only);
  EXPECT_FALSE(facts.read_only_reason.empty());
  ASSERT_FALSE(locked.ok());
  EXPECT_EQ(locked.error().code, ErrorCode::read_only);
}

}  // namespace
}  // namespace godwit::driver
