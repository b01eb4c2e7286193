// SPDX-License-Identifier: BSL-1.0
#include <gmock/gmock.h>
#include <godwit/connection.h>
#include <gtest/gtest.h>

#include <string_view>

namespace godwit {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

void expect_dialect(std::string_view url, Dialect expected) {
  const Result<Dialect> dialect = dialect_of(url);
  ASSERT_TRUE(dialect.ok()) << url;
  EXPECT_EQ(*dialect, expected) << url;
}

TEST(Url, SchemesOfSqliteAndPlainPathsLeadToSqlite) {
  for (const std::string_view url :
       {"sqlite:shop.db", "sqlite3:shop.db",
        "sqlite::memory:", "sqlite:///var/lib/shop.db", "file:shop.db?mode=ro",
        "shop.db", "/var/lib/shop.db", "./shop.db", ":memory:", "C:\\shop.db",
        "a=b.db", "folder/host=x.db", "12:30.db"}) {
    expect_dialect(url, Dialect::sqlite);
  }
}

TEST(Url, EverythingThatLibpqTakesLeadsToPostgresql) {
  for (const std::string_view url :
       {"postgresql://", "postgresql://me:pw@localhost:5432/shop?a=b",
        "postgres:///shop", "host=localhost dbname=shop", "service=shop",
        " host = localhost", "dbname='x y'", "user=me", "sslmode=require"}) {
    expect_dialect(url, Dialect::postgresql);
  }
}

TEST(Url, UnknownSchemeIsRefusedWithoutRepeatingThePassword) {
  for (const std::string_view url :
       {"mysql://me:hush@localhost/shop", "jdbc:postgresql://h/x?password=hush",
        "POSTGRES://me:hush@localhost"}) {
    const Result<Dialect> dialect = dialect_of(url);
    ASSERT_FALSE(dialect.ok()) << url;
    EXPECT_EQ(dialect.error().code, ErrorCode::invalid_argument);
    EXPECT_THAT(dialect.error().message, HasSubstr("unknown scheme"));
    EXPECT_THAT(dialect.error().hint, HasSubstr("postgresql://"));
    EXPECT_THAT(to_string(dialect.error()), Not(HasSubstr("hush")));
  }
}

TEST(Url, PostgresqlWithoutSlashesIsNotTakenForAFile) {
  for (const std::string_view url : {"postgresql:shop", "postgres:me:hush@h"}) {
    const Result<Dialect> dialect = dialect_of(url);
    ASSERT_FALSE(dialect.ok()) << url;
    EXPECT_EQ(dialect.error().code, ErrorCode::invalid_argument);
    EXPECT_THAT(to_string(dialect.error()), Not(HasSubstr("hush")));
  }
}

TEST(Url, EmptyUrlIsRefused) {
  EXPECT_EQ(dialect_of("").error().code, ErrorCode::invalid_argument);
}

#if !GODWIT_WITH_POSTGRESQL
TEST(Url, DriverThatWasNotBuiltIsNamedWithItsOption) {
  const auto connection = connect("postgresql://localhost");
  ASSERT_FALSE(connection.ok());
  EXPECT_EQ(connection.error().code, ErrorCode::unsupported);
  EXPECT_THAT(connection.error().hint, HasSubstr("GODWIT_WITH_POSTGRESQL"));
}
#endif
#if !GODWIT_WITH_SQLITE
TEST(Url, DriverThatWasNotBuiltIsNamedWithItsOption) {
  const auto connection = connect("sqlite:shop.db");
  ASSERT_FALSE(connection.ok());
  EXPECT_EQ(connection.error().code, ErrorCode::unsupported);
  EXPECT_THAT(connection.error().hint, HasSubstr("GODWIT_WITH_SQLITE"));
}
#endif

}  // namespace
}  // namespace godwit
