// SPDX-License-Identifier: BSL-1.0
#include "application.h"
#include "driver_test.h"

namespace godwit::driver {
namespace {

// Temporary ones of PostgreSQL are called by their whole names only.
const std::string twice =
    dialect == Dialect::sqlite ? "twice" : "pg_temp.twice";

class OnConnectTest : public DriverTest {
 protected:
  // Registers a function of the application, `twice(n)`.
  Connection connect_set_up() {
    return connect({.on_connect = [this](const NativeConnection& connection) {
      ++calls_;
      set_up(connection);
      return Result<void>();
    }});
  }

  int calls_ = 0;
};

TEST_F(OnConnectTest, ScriptsFindWhatItSetsUp) {
  connection_ = connect_set_up();
  TaskList tasks;
  tasks.transactional("a", "CREATE TABLE a (n INTEGER)");
  tasks.transactional("b", "INSERT INTO a VALUES (" + twice + "(21))");
  tasks.by_statement("c", "INSERT INTO a VALUES (" + twice + "(4))");

  ASSERT_SUCCEEDED(run(tasks));

  EXPECT_THAT(column("SELECT n FROM a ORDER BY n"), ElementsAre("8", "42"));
  EXPECT_EQ(calls_, 1);
}

TEST_F(OnConnectTest, WhatItSetIsPutBackAfterAScriptThatChangesIt) {
  connection_ = connect_set_up();
  TaskList tasks;
  tasks.transactional("a", std::string(change_of_set_up));
  tasks.transactional("b", "CREATE TABLE b (n INTEGER)");

  ASSERT_SUCCEEDED(run(tasks));

  const auto rows =
      session().query({.sql = std::string(look_at_set_up), .pinned = false});
  EXPECT_EQ(rows.value()[0][0], std::string(set_up_to));
}

TEST_F(OnConnectTest, ItsFailureIsThatOfTheConnection) {
  const auto connection = godwit::connect(
      database_.url(), {.on_connect = [](const NativeConnection&) {
        return Result<void>(Error{.code = ErrorCode::io,
                                  .message = "no key",
                                  .hint = "plug the token in"});
      }});

  ASSERT_FALSE(connection.ok());
  EXPECT_EQ(connection.error().code, ErrorCode::connection_failed);
  EXPECT_THAT(connection.error().message, HasSubstr("no key"));
  EXPECT_EQ(connection.error().hint, "plug the token in");
}

}  // namespace
}  // namespace godwit::driver
