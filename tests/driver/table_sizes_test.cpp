// SPDX-License-Identifier: BSL-1.0
#include "driver/table_size.h"
#include "driver_test.h"

namespace godwit::driver {
namespace {

class TableSizesTest : public DriverTest {
 protected:
  TableSizesTest() {
    execute("CREATE TABLE thing (id INTEGER)");
    execute("INSERT INTO thing VALUES (1), (2), (3)");
  }

  std::vector<TableSize> sizes(const std::vector<TableName>& tables) {
    return session().sizes(tables).value();
  }

  TableSize size(const TableName& table) { return sizes({table}).at(0); }
};

TEST_F(TableSizesTest, AreThoseOfStatisticsWhereTheDatabaseHasSome) {
  execute("CREATE INDEX ON_ID ON thing (id)");
  execute("ANALYZE thing");
  const TableSize found = size({.name = "thing"});
  EXPECT_EQ(found.rows, 3);
  EXPECT_EQ(found.from, RowsFrom::statistics);
}

TEST_F(TableSizesTest, TheirOrderIsThatOfTheQuestion) {
  execute("CREATE TABLE other (id INTEGER)");
  execute("CREATE INDEX on_other ON other (id)");
  execute("CREATE INDEX on_thing ON thing (id)");
  execute("INSERT INTO other VALUES (1)");
  execute("ANALYZE");
  const auto found =
      sizes({{.name = "missing"}, {.name = "thing"}, {.name = "other"}});
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[0].from, RowsFrom::unknown);
  EXPECT_FALSE(found[0].rows.has_value());
  EXPECT_EQ(found[1].rows, 3);
  EXPECT_EQ(found[2].rows, 1);
  EXPECT_THAT(sizes({}), IsEmpty());
}

TEST_F(TableSizesTest, DoNotWaitForWhoHasTheTable) {
  if (dialect == Dialect::postgresql) {
    Connection other = connect();
    lock();
    std::optional<std::vector<TableSize>> found;
    TaskList tasks;
    tasks.code("holder", [&](Database& database) -> Result<void> {
      auto locked = database.execute("LOCK TABLE thing");
      if (!locked) return locked.error();
      const std::vector<TableName> names = {{.name = "thing"}};
      auto sizes = other.session().sizes(names);
      if (sizes) found = *std::move(sizes);
      return {};
    });
    ASSERT_SUCCEEDED(run(tasks));
    EXPECT_TRUE(found.has_value());
  } else {
    execute("ANALYZE");
    EXPECT_EQ(size({.schema = "main", .name = "thing"}).rows, 3);
  }
}

TEST_F(TableSizesTest, ANameWithQuotesIsAName) {
  execute("CREATE TABLE \"odd \"\"one'\" (id INTEGER)");
  execute("INSERT INTO \"odd \"\"one'\" VALUES (1), (2)");
  execute("CREATE INDEX on_odd ON \"odd \"\"one'\" (id)");
  execute("ANALYZE");
  EXPECT_EQ(size({.name = "odd \"one'"}).rows, 2);
}

}  // namespace
}  // namespace godwit::driver
