// SPDX-License-Identifier: BSL-1.0
#include <filesystem>
#include <thread>

#include "driver/connect.h"
#include "driver_test.h"

namespace godwit::driver {
namespace {

/// A database that is not there, beside one that is.
class CreateDatabaseTest : public DriverTest {
 protected:
  ~CreateDatabaseTest() override {
    if (dialect == Dialect::postgresql) {
      test::execute(database_, "DROP DATABASE IF EXISTS \"" + name_ + "\"");
    }
  }

  DatabaseUrl url() const {
    return DatabaseUrl::parse(dialect == Dialect::sqlite
                                  ? "sqlite:" + file()
                                  : test::postgresql_server() + " dbname='" +
                                        name_ + "'")
        .value();
  }
  std::string file() const { return database_.name() + " New"; }

  // It is made as a user has to write it who is careless.
  const std::string name_ =
      dialect == Dialect::sqlite ? "" : database_.name() + " New";
};

TEST_F(CreateDatabaseTest, MakesAnEmptyOneThatIsNotThere) {
  const auto made = create_database(url(), {});

  ASSERT_TRUE(made.ok()) << to_string(made.error());
  EXPECT_TRUE(made->created);
  EXPECT_THAT(made->description, HasSubstr(" New"));
  auto connection = driver::connect(url(), {.create = false});
  ASSERT_TRUE(connection.ok()) << to_string(connection.error());
  EXPECT_TRUE(connection->session().is_there());
  const auto kept = connection->session().query(
      {.sql = "CREATE TABLE kept (id INTEGER)", .pinned = false});
  EXPECT_TRUE(kept.ok());
}

TEST_F(CreateDatabaseTest, LeavesAloneWhatIsThere) {
  const auto made =
      create_database(DatabaseUrl::parse(database_.url()).value(), {});

  ASSERT_TRUE(made.ok()) << to_string(made.error());
  EXPECT_FALSE(made->created);
  EXPECT_EQ(made->description, connection_->description());
  EXPECT_TRUE(session().query({.sql = "SELECT * FROM log", .pinned = false}));
}

TEST_F(CreateDatabaseTest, ManyAtOnceMakeOne) {
  std::vector<std::jthread> threads;
  std::vector<std::optional<Error>> failures(20);
  for (auto& failure : failures) {
    threads.emplace_back([this, &failure] {
      const auto made = create_database(url(), {});
      if (!made) failure = made.error();
    });
  }
  threads.clear();

  for (const auto& failure : failures) {
    EXPECT_FALSE(failure) << to_string(*failure);
  }
  EXPECT_TRUE(
      driver::connect(url(), {.create = false}).value().session().is_there());
}

TEST_F(CreateDatabaseTest, WhereThereIsNoPlaceForItSaysSo) {
  const std::string nowhere =
      dialect == Dialect::sqlite
          ? "sqlite:" + database_.name() + ".folder/shop.db"
          : test::postgresql_server() +
                " dbname=shop user=locked password=only-for-tests";

  const auto made = create_database(DatabaseUrl::parse(nowhere).value(), {});

  ASSERT_FALSE(made.ok());
  EXPECT_THAT(made.error().hint,
              HasSubstr(dialect == Dialect::sqlite ? "make the directory"
                                                   : "CREATEDB"));
  EXPECT_FALSE(std::filesystem::exists(database_.name() + ".folder"));
}

}  // namespace
}  // namespace godwit::driver
