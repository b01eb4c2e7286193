// SPDX-License-Identifier: BSL-1.0
//
// A database as statements that make another one the same.
#include "driver/table_size.h"
#include "driver_test.h"

namespace godwit::driver {
namespace {

using Statements = std::vector<std::string>;

const std::vector<TableName> the_log = {
    {.schema = dialect == Dialect::sqlite ? "main" : "public", .name = "log"}};

class DumpTest : public DriverTest {
 protected:
  Statements dump() { return session().dump(the_log, {}).value(); }
};

TEST_F(DumpTest, OfWhatIsLeftOutIsEmpty) {
  execute("CREATE UNIQUE INDEX log_done ON log (done)");
  execute("INSERT INTO log VALUES ('x', 'y')");
  EXPECT_THAT(dump(), IsEmpty());
}

TEST_F(DumpTest, MakesTheSameOfAnEmptyDatabase) {
  execute("CREATE TABLE kind (id INTEGER PRIMARY KEY, name TEXT NOT NULL)");
  execute(
      "CREATE TABLE thing (\"the id\" INTEGER, kind INTEGER REFERENCES kind "
      "(id))");
  execute("INSERT INTO kind VALUES (2, 'O''Hara; --'), (1, 'a\\b\n)')");
  execute("INSERT INTO thing VALUES (NULL, 2)");
  execute("CREATE INDEX on_kind ON thing (kind)");
  execute("CREATE VIEW named AS SELECT name FROM kind");
  const Statements statements = dump();

  const auto other = test::EphemeralDatabase::create(driver_under_test);
  for (const std::string& statement : statements) {
    test::execute(other, statement);
  }
  EXPECT_THAT(test::rows(other, "SELECT name FROM named ORDER BY 1 DESC"),
              ElementsAre(ElementsAre("a\\b\n)"), ElementsAre("O'Hara; --")));
  Connection there = godwit::connect(other.url(), {}).value();
  EXPECT_EQ(there.session().dump(the_log, {}).value(), statements);
}

}  // namespace
}  // namespace godwit::driver
