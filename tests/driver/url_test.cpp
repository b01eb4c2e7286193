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

TEST(Url, WhiteSpaceAroundAUrlDoesNotCount) {
  expect_dialect(" sqlite:shop.db", Dialect::sqlite);
  expect_dialect("\tsqlite:shop.db\r\n", Dialect::sqlite);
  expect_dialect("shop.db\n", Dialect::sqlite);
  expect_dialect(" postgresql://db/shop\n", Dialect::postgresql);
  expect_dialect(" dbname=shop\n", Dialect::postgresql);
}

Error refusal(std::string_view url) {
  const Result<Dialect> dialect = dialect_of(url);
  EXPECT_FALSE(dialect.ok()) << url;
  return dialect.ok() ? Error{} : dialect.error();
}

TEST(Url, QuotesAroundAUrlAreRefused) {
  for (const std::string_view url :
       {"\"sqlite:shop.db\"", "'sqlite:shop.db'", "'postgresql://h/hush'",
        "sqlite:shop.db\"", "\"shop.db", "“sqlite:shop.db”",
        "\"host=db password=hush\""}) {
    const Error error = refusal(url);
    EXPECT_EQ(error.code, ErrorCode::invalid_argument);
    EXPECT_THAT(error.message, HasSubstr("quotation mark")) << url;
    EXPECT_THAT(to_string(error), Not(HasSubstr("hush")));
  }
}

TEST(Url, ControlCharactersAreRefused) {
  for (const std::string_view url :
       {"sqlite:a\nb.db", "a\tb.db", "postgresql://me:hush\n@h/x",
        "sqlite:a\x7f.db"}) {
    const Error error = refusal(url);
    EXPECT_THAT(error.message, HasSubstr("control character 0x")) << url;
    EXPECT_THAT(to_string(error), Not(HasSubstr("hush")));
  }
}

TEST(Url, SchemesInCapitalsAreNotTakenForFiles) {
  for (const std::string_view url :
       {"SQLITE:shop.db", "Sqlite3:shop.db", "File:shop.db", "SQLITE://shop.db",
        "POSTGRES://h/x", "PostgreSQL:x"}) {
    const Error error = refusal(url);
    EXPECT_THAT(error.message, HasSubstr("unknown scheme")) << url;
    EXPECT_THAT(error.hint, HasSubstr("small letters")) << url;
  }
}

TEST(Url, WhatOtherProgramsTakeIsNotTakenForAFile) {
  for (const std::string_view url :
       {"jdbc:sqlite:shop.db", "mysql:shop", "libsql:shop.db", "ada:hush@db/x",
        "ada:hush://x@db/x", "DATABASE_URL=sqlite:shop.db",
        "URL=postgres://ada:hush@db/x"}) {
    EXPECT_THAT(to_string(refusal(url)), Not(HasSubstr("hush"))) << url;
  }
  EXPECT_THAT(refusal("shop.db?mode=rwc").hint, HasSubstr("sqlite:<path>?"));
  EXPECT_THAT(refusal("shop.db?_journal_mode=WAL").message,
              HasSubstr("parameter"));
}

TEST(Url, EmptyUrlIsRefused) {
  EXPECT_EQ(dialect_of(" \n").error().code, ErrorCode::invalid_argument);
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
