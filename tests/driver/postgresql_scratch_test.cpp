// SPDX-License-Identifier: BSL-1.0
//
// Databases that are made beside another one and thrown away.
#include "base/errors.h"
#include "driver/scratch.h"
#include "driver_test.h"

namespace godwit::driver {
namespace {

class PostgresqlScratchTest : public DriverTest {
 protected:
  DatabaseUrl url(const std::string& more = {}) const {
    return DatabaseUrl::parse(database_.url() + more).value();
  }
  bool is_there(const std::string& name) {
    return !test::rows(
                database_,
                "SELECT 1 FROM pg_database WHERE datname = '" + name + "'")
                .empty();
  }
};

std::string name_of(Connection& connection) {
  return connection.session()
      .query({"SELECT current_database()"})
      .value()[0][0]
      .value();
}

TEST_F(PostgresqlScratchTest, IsEmptyAndGoneInTheEnd) {
  std::string name;
  {
    auto scratch = make_scratch(url(), {});
    ASSERT_TRUE(scratch.ok()) << to_string(scratch.error());
    name = name_of(scratch->connection);
    EXPECT_TRUE(name.starts_with("godwit_scratch_")) << name;
    EXPECT_TRUE(is_there(name));
    EXPECT_NE(name, database_.name());
  }
  EXPECT_FALSE(is_there(name));
}

TEST_F(PostgresqlScratchTest, IsGoneThoughSomebodyElseLooksAtIt) {
  auto scratch = make_scratch(url(), {});
  ASSERT_TRUE(scratch.ok()) << to_string(scratch.error());
  const std::string name = name_of(scratch->connection);
  auto other = godwit::connect(scratch->database->url());
  ASSERT_TRUE(other.ok()) << to_string(other.error());

  scratch = make_error(ErrorCode::cancelled, "thrown away");

  EXPECT_FALSE(is_there(name));
}

TEST_F(PostgresqlScratchTest, NeedsTheRightToMakeIt) {
  const auto scratch =
      make_scratch(url(" user=locked password=only-for-tests"), {});

  ASSERT_FALSE(scratch.ok());
  EXPECT_EQ(scratch.error().sqlstate, "42501");
  EXPECT_NE(scratch.error().hint.find("CREATEDB"), std::string::npos);
}

}  // namespace
}  // namespace godwit::driver
