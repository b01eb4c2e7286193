// SPDX-License-Identifier: BSL-1.0
//
// The ways that lead to a server on which a database is made.
#include <memory>
#include <utility>

#include "driver/connect.h"
#include "driver_test.h"
#include "support/postgresql_cluster.h"
#include "support/postgresql_servers.h"

namespace godwit::driver {
namespace {

DatabaseUrl url_of(const std::string& text) {
  return DatabaseUrl::parse(text).value();
}

/// A server where somebody has removed the database `postgres`.
class PostgresqlCreateDatabase : public testing::Test {
 protected:
  PostgresqlCreateDatabase() {
    cluster_.start();
    run("template1", "DROP DATABASE postgres");
  }

  void run(const std::string& database, const std::string& sql) const {
    auto connection =
        godwit::connect(cluster_.url() + " dbname=" + database).value();
    const auto done = connection.session().query({.sql = sql, .pinned = false});
    ASSERT_TRUE(done.ok()) << to_string(done.error());
  }

  test::Cluster cluster_;
};

TEST_F(PostgresqlCreateDatabase, FallsBackToTheTemplate) {
  const DatabaseUrl shop = url_of(cluster_.url() + " dbname=shop");

  const auto made = create_database(shop, {});
  const auto again = create_database(shop, {});

  ASSERT_TRUE(made.ok()) << to_string(made.error());
  EXPECT_TRUE(made->created);
  EXPECT_FALSE(again.value().created);
}

TEST_F(PostgresqlCreateDatabase, WaitsForOthersAtTheTemplate) {
  auto other = std::make_unique<Connection>(
      godwit::connect(cluster_.url() + " dbname=template1").value());
  std::string why;
  const auto made = create_database(url_of(cluster_.url() + " dbname=shop"),
                                    {.patience = std::chrono::seconds(60),
                                     .on_retry = [&](std::string_view text) {
                                       why = text;
                                       other.reset();
                                     }});

  ASSERT_TRUE(made.ok()) << to_string(made.error());
  EXPECT_TRUE(made->created);
  EXPECT_THAT(why, HasSubstr("template1"));
}

TEST_F(PostgresqlCreateDatabase, FindsWhatIsTheOnlyWayIn) {
  run("template1", "CREATE DATABASE shop");
  run("template1", "CREATE ROLE app LOGIN");
  run("template1", "REVOKE CONNECT ON DATABASE template1 FROM PUBLIC");

  const auto made =
      create_database(url_of(cluster_.url() + " dbname=shop user=app"), {});
  const auto missing =
      create_database(url_of(cluster_.url() + " dbname=other user=app"), {});

  ASSERT_TRUE(made.ok()) << to_string(made.error());
  EXPECT_FALSE(made->created);
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.error().code, ErrorCode::connection_failed);
}

TEST(PostgresqlCreateDatabaseWaiting, WaitsForAServerThatStarts) {
  test::Cluster cluster;
  bool started = false;
  const auto made = create_database(url_of(cluster.url() + " dbname=shop"),
                                    {.patience = std::chrono::seconds(90),
                                     .await_server = true,
                                     .on_retry = [&](std::string_view) {
                                       if (!std::exchange(started, true))
                                         cluster.start();
                                     }});

  ASSERT_TRUE(made.ok()) << to_string(made.error());
  EXPECT_TRUE(made->created);
}

TEST(PostgresqlCreateDatabaseWaiting, TriesANobodyOnce) {
  const auto made =
      create_database(url_of("host=/nowhere dbname=shop password=hush"), {});

  ASSERT_FALSE(made.ok());
  EXPECT_EQ(made.error().code, ErrorCode::connection_failed);
  EXPECT_EQ(to_string(made.error()).find("hush"), std::string::npos);
}

}  // namespace
}  // namespace godwit::driver
