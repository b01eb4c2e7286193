// SPDX-License-Identifier: BSL-1.0
#include <gmock/gmock.h>
#include <godwit/connection.h>
#include <gtest/gtest.h>

#include <string_view>
#include <tuple>

#include "driver/database_url.h"

namespace godwit {
namespace {

using driver::DatabaseUrl;
using ::testing::ElementsAre;
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
       {"postgresql://", "postgresql://me:pw@localhost:5432/shop?sslmode=allow",
        "postgres:///shop", "host=localhost dbname=shop", "service=shop",
        "host = localhost", "dbname='x y'", "user=me", "sslmode=require"}) {
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

Error refusal(std::string_view url) {
  const Result<Dialect> dialect = dialect_of(url);
  EXPECT_FALSE(dialect.ok()) << url;
  return dialect.ok() ? Error{} : dialect.error();
}

TEST(Url, WhatStandsAroundAUrlIsRefusedAndShown) {
  for (const auto& [url, message, shown] :
       {std::tuple{" sqlite:shop.db", "begins with a blank",
                   "it reads \\x20sqlite:shop.db"},
        {"\tsqlite:shop.db\r\n", "begins with a tab and ends with a line end",
         "it reads \\tsqlite:shop.db\\r\\n"},
        {"shop.db\n", "ends with a line end", "it reads shop.db\\n"},
        {"\"sqlite:shop.db\"",
         "begins with a quotation mark and ends with a quotation mark",
         "it reads \"sqlite:shop.db\""},
        {" dbname=shop\n", "begins with a blank and ends with a line end",
         "it reads \\x20dbname=shop\\n"},
        {"“postgresql://ada:hush@db/shop”", "quotation mark",
         "it reads “postgresql://ada:***@db/shop”"}}) {
    const Error error = refusal(url);
    EXPECT_EQ(error.code, ErrorCode::invalid_argument);
    EXPECT_THAT(error.message, HasSubstr(message)) << url;
    EXPECT_THAT(error.notes, ElementsAre(shown));
    EXPECT_FALSE(error.hint.empty());
  }
}

TEST(Url, QuotesAroundAUrlAreRefused) {
  for (const std::string_view url :
       {"\"sqlite:shop.db\"", "'sqlite:shop.db'", "'postgresql://h/x'",
        "sqlite:shop.db\"", "\"shop.db", "“sqlite:shop.db”",
        "\"host=db password=hush\"", "'ada:hush@db/shop'",
        " 'libsql://shop.turso.io?authToken=hush'"}) {
    const Error error = refusal(url);
    EXPECT_EQ(error.code, ErrorCode::invalid_argument);
    EXPECT_THAT(to_string(error), Not(HasSubstr("hush")));
  }
}

TEST(Url, SettingsMayEndInAQuotationMarkOrAnEscapedBlank) {
  expect_dialect("host=db password='hu sh'", Dialect::postgresql);
  expect_dialect("host=db password=hush\\ ", Dialect::postgresql);
  EXPECT_THAT(refusal("host=db password='hush' ").message,
              HasSubstr("ends with a blank"));
}

TEST(Url, PlainWordIsNeitherAFileNorAServer) {
  const Error error = refusal("shop");
  EXPECT_EQ(error.message, "the database URL is a plain word: shop");
  EXPECT_EQ(error.hint,
            "a file is sqlite:shop, a server postgresql://<host>/shop");
  EXPECT_THAT(to_string(refusal("hu$h=1")), Not(HasSubstr("hu$h")));
  expect_dialect("sqlite:shop", Dialect::sqlite);
}

TEST(Url, UnknownSchemeComesWithTheOneThatIsMeant) {
  for (const auto& [url, hint] :
       {std::pair{"postgre://h/shop", "did you mean postgresql://"},
        {"postgres-ql://h/shop", "did you mean postgresql://"},
        {"postgresql+psycopg2://h/shop", "did you mean postgresql://"},
        {"pgsql://h/shop", "did you mean postgresql://"},
        {"jdbc:sqlite:shop.db", "did you mean sqlite:"},
        {"sqllite:shop.db", "did you mean sqlite:"},
        {"sqlite+aiosqlite:///shop.db", "did you mean sqlite:"},
        {"mysql://h/shop", "known are postgresql://"}}) {
    EXPECT_THAT(refusal(url).hint, HasSubstr(hint)) << url;
  }
}

TEST(Url, IsUnderstoodOnceForAll) {
  const auto url = DatabaseUrl::parse("postgresql://ada:hush@db/shop").value();
  EXPECT_EQ(url.scheme(), "postgresql");
  EXPECT_EQ(url.rest(), "//ada:hush@db/shop");
  EXPECT_EQ(url.shown(), "postgresql://ada:***@db/shop");
  EXPECT_EQ(url.driver().name, "PostgreSQL");
  EXPECT_EQ(DatabaseUrl::parse("folder/shop.db").value().scheme(), "");
}

#if GODWIT_WITH_SQLITE
TEST(Url, HostOrUserOfAFileIsRefusedWithoutBeingShown) {
  for (const std::string_view url :
       {"sqlite://ada:hush@db/shop.db", "sqlite://hush/shop.db",
        "sqlite://hush:5432", "sqlite3://hush.example.com/shop.db?mode=ro",
        "sqlite:ada:hush@db/shop.db", "file://hush/shop.db"}) {
    EXPECT_THAT(to_string(refusal(url)), Not(HasSubstr("hush"))) << url;
  }
  for (const std::string_view url :
       {"sqlite://shop.db", "sqlite:///var/lib/shop.db", "sqlite://./shop.db",
        "sqlite://../shop.db?mode=ro",
        "sqlite://:memory:", "sqlite://C:/shop.db"}) {
    expect_dialect(url, Dialect::sqlite);
  }
}

TEST(Url, ParametersOfOthersAreNamedForAFile) {
  EXPECT_THAT(refusal("sqlite:shop.db?schema=hush").message,
              HasSubstr("unknown parameter \"schema\""));
}
#endif

#if GODWIT_WITH_POSTGRESQL
TEST(Url, ParametersOfOthersAreNamedForAServer) {
  for (const std::string_view url :
       {"postgresql://h/shop?schema=hush", "host=h schema=hush"}) {
    EXPECT_THAT(refusal(url).message,
                HasSubstr("unknown parameter \"schema\""));
    EXPECT_THAT(to_string(refusal(url)), Not(HasSubstr("hush")));
  }
}
#endif

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
