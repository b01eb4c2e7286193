// SPDX-License-Identifier: BSL-1.0
#include "driver_test.h"

namespace godwit::driver {
namespace {

using ::testing::Not;

Error refusal_of(const std::string& url) {
  auto connection = connect(url);
  EXPECT_FALSE(connection.ok()) << url;
  return connection.ok() ? Error{} : connection.error();
}

TEST(PostgresqlConnect, WrongPasswordIsNamedAndNotRepeated) {
  const Error error = refusal_of(test::postgresql_server() +
                                 " user=locked dbname=postgres password=hush");

  EXPECT_EQ(error.code, ErrorCode::connection_failed);
  EXPECT_THAT(error.message, HasSubstr("password authentication failed"));
  EXPECT_THAT(error.hint, HasSubstr("PGPASSWORD"));
  EXPECT_THAT(to_string(error), Not(HasSubstr("hush")));
}

TEST(PostgresqlConnect, MissingPasswordLeadsToPgpass) {
  const Error error =
      refusal_of(test::postgresql_server() + " user=locked dbname=postgres");

  EXPECT_EQ(error.code, ErrorCode::connection_failed);
  EXPECT_THAT(error.hint, HasSubstr(".pgpass"));
}

TEST(PostgresqlConnect, UnknownDatabaseIsNamed) {
  const Error error = refusal_of(test::postgresql_server() +
                                 " password=hush dbname=no_such_database");

  EXPECT_EQ(error.code, ErrorCode::connection_failed);
  EXPECT_THAT(error.message, HasSubstr("no_such_database"));
  EXPECT_THAT(error.hint, HasSubstr("create the database"));
  EXPECT_THAT(to_string(error), Not(HasSubstr("hush")));
}

TEST(PostgresqlConnect, UnreachableServerIsNamedOnOneLine) {
  const Error error =
      refusal_of("host=/nowhere port=6543 user=me password=hush");

  EXPECT_EQ(error.code, ErrorCode::connection_failed);
  EXPECT_THAT(error.message, HasSubstr("/nowhere"));
  EXPECT_THAT(error.message, Not(HasSubstr("\n")));
  EXPECT_THAT(error.hint, HasSubstr("running"));
  EXPECT_THAT(to_string(error), Not(HasSubstr("hush")));
}

// libpq takes pieces of these passwords for hosts, ports and parameters, and
// repeats them in its own messages.
TEST(PostgresqlConnect, MalformedUrlDoesNotShowThePassword) {
  for (const std::string url :
       {"postgresql://me:hu%zzsh@localhost/x", "postgresql://me:hu/sh@h/x",
        "postgresql://me:hu@sh@nowhere.invalid/x", "postgresql://me:hush",
        "postgresql://me:hush@[::1/x", "postgresql://me:a?hush/sh@h/x",
        "postgresql://me@h/x?password=hush&nonsense=1",
        "host=/nowhere password=a hush", "host=/nowhere password='hush"}) {
    const Error error = refusal_of(url);

    EXPECT_THAT(to_string(error), Not(HasSubstr("hu"))) << url;
    EXPECT_THAT(to_string(error), Not(HasSubstr("sh@"))) << url;
    EXPECT_THAT(error.message, Not(HasSubstr("\n"))) << url;
  }
}

TEST(PostgresqlConnect, DescriptionHoldsNoPassword) {
  const auto connection =
      connect(test::postgresql_server() + " dbname=postgres password=hush");

  ASSERT_TRUE(connection.ok());
  EXPECT_THAT((*connection)->description(), HasSubstr("postgres"));
  EXPECT_THAT((*connection)->description(), Not(HasSubstr("hush")));
}

TEST(PostgresqlConnect, SessionThatTheServerMakesReadOnlyIsNotLocked) {
  auto connection =
      connect(test::postgresql_server() +
              " dbname=postgres options='-c default_transaction_read_only=on'")
          .value();
  Recorder recorder;

  const auto locked =
      connection->session().lock({.name = "public.x"}, recorder, {});

  ASSERT_FALSE(locked.ok());
  EXPECT_EQ(locked.error().code, ErrorCode::read_only);
}

}  // namespace
}  // namespace godwit::driver
