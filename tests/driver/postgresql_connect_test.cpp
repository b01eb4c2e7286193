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

TEST(PostgresqlConnect, UnknownParameterIsNamed) {
  const Error prisma = refusal_of("postgresql://me:hush@h/x?schema=public");
  EXPECT_EQ(prisma.code, ErrorCode::invalid_argument);
  EXPECT_EQ(prisma.message, "unknown parameter \"schema\" in the database URL");
  EXPECT_THAT(prisma.hint, HasSubstr("options=-csearch_path%3D"));

  EXPECT_THAT(refusal_of("postgresql://h/x?sslmod=require").hint,
              HasSubstr("'sslmode'"));
  EXPECT_THAT(refusal_of("host=h pool_size=3").message,
              HasSubstr("\"pool_size\""));
}

// What follows may be the rest of a password that was not encoded.
TEST(PostgresqlConnect, NoPartOfAPasswordIsTakenForAParameter) {
  for (const std::string url :
       {"postgresql://me:a?hush=b@h/x", "postgresql://me:a?hush=b",
        "postgresql://h/x?password=a&hush=b", "host=h password=a hush=b",
        "postgresql://h/x?hu%73h=b"}) {
    EXPECT_THAT(to_string(refusal_of(url)), Not(HasSubstr("hush"))) << url;
  }
}

TEST(PostgresqlConnect, HintsFitTheReason) {
  const std::string server =
      test::postgresql_server() + " user=godwit dbname=postgres ";

  EXPECT_THAT(refusal_of(server + "target_session_attrs=standby").hint,
              HasSubstr("target_session_attrs"));
  // Over a socket there is no TLS, so that this one needs a port.
  EXPECT_THAT(refusal_of(test::postgresql_server() + " user=nobody_here").hint,
              HasSubstr("create the role"));
}

TEST(PostgresqlConnect, DescriptionHoldsNoPassword) {
  auto connection =
      connect(test::postgresql_server() + " dbname=postgres password=hush");

  ASSERT_TRUE(connection.ok());
  EXPECT_THAT(connection->description(), HasSubstr("postgres"));
  EXPECT_THAT(connection->description(), Not(HasSubstr("hush")));
}

TEST(PostgresqlConnect, SessionThatTheServerMakesReadOnlyIsNotLocked) {
  auto connection =
      connect(test::postgresql_server() +
              " dbname=postgres options='-c default_transaction_read_only=on'")
          .value();
  Recorder recorder;

  const auto locked =
      connection.session().lock({.name = "public.x"}, recorder, {});

  ASSERT_FALSE(locked.ok());
  EXPECT_EQ(locked.error().code, ErrorCode::read_only);
  EXPECT_THAT(locked.error().hint,
              HasSubstr("default_transaction_read_only=off"));
  EXPECT_THAT(locked.error().hint, Not(HasSubstr("primary")));
}

}  // namespace
}  // namespace godwit::driver
