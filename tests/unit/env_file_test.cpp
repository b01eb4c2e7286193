// SPDX-License-Identifier: BSL-1.0
#include "cli/env_file.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <string_view>

namespace godwit::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::Pair;

Variables read(std::string_view text) {
  return parse_env_file(text, ".env").value();
}

std::string url_of(std::string_view value) {
  const Variables variables = read(fmt::format("DATABASE_URL={}\n", value));
  return std::string(value_of(variables, "DATABASE_URL"));
}

std::string refusal(std::string_view text) {
  const auto read = parse_env_file(text, ".env");
  if (read) return "accepted";
  const Error& error = read.error();
  EXPECT_THAT(to_string(error), Not(HasSubstr("hush")));
  return fmt::format("{}:{}: {}", error.location.line, error.location.column,
                     error.message);
}

TEST(EnvFile, HasALineForEachVariable) {
  EXPECT_THAT(read("# of the shop\n"
                   "\n"
                   "DB_HOST=localhost\n"
                   "  export DB_PORT = 5432   # that of Docker\n"
                   "DB_NAME=shop"),
              ElementsAre(Pair("DB_HOST", "localhost"), Pair("DB_NAME", "shop"),
                          Pair("DB_PORT", "5432")));
}

TEST(EnvFile, IsHeardOnlyInWhatSomebodyListensTo) {
  EXPECT_THAT(read("NODE_ENV=test\nNAME=x\nGODWIT_ARGS=--yes\nPG=1\n"
                   "app.key=1\nPGPASSWORD=hush\nDATABASE_URL=shop.db\n"
                   "GODWIT_ENVIRONMENT=dev\nGODWIT_PLACEHOLDER_ROLE=app\n"),
              ElementsAre(Pair("DATABASE_URL", "shop.db"),
                          Pair("GODWIT_ENVIRONMENT", "dev"),
                          Pair("GODWIT_PLACEHOLDER_ROLE", "app"),
                          Pair("PGPASSWORD", "hush")));
}

TEST(EnvFile, EndsLinesAsWindowsDoesToo) {
  EXPECT_THAT(read("\xEF\xBB\xBF"
                   "DB_HOST=h\r\nDB_NAME=\"a\r\nb\"\r\n"),
              ElementsAre(Pair("DB_HOST", "h"), Pair("DB_NAME", "a\nb")));
}

TEST(EnvFile, TakesACommentOnlyBehindABlank) {
  EXPECT_EQ(url_of("postgres://me:pa#ss@h/shop # local"),
            "postgres://me:pa#ss@h/shop");
  EXPECT_EQ(url_of("#1"), "#1");
  EXPECT_EQ(url_of(" # nothing"), "");
  EXPECT_EQ(url_of("'a # b' # c"), "a # b");
}

TEST(EnvFile, TakesSingleQuotesAsTheyStand) {
  EXPECT_EQ(url_of(R"('a\n"$b${c}')"), R"(a\n"$b${c})");
}

TEST(EnvFile, EscapesInDoubleQuotes) {
  EXPECT_EQ(url_of(R"("a\nb\tc\"d\\e\$f\`g")"), "a\nb\tc\"d\\e$f`g");
  EXPECT_EQ(url_of(R"("C:\data\shop.db")"), "C:\\data\\shop.db");
}

TEST(EnvFile, LeavesBackslashesAndDollarsAlone) {
  EXPECT_EQ(url_of(R"(C:\new\shop.db)"), R"(C:\new\shop.db)");
  EXPECT_EQ(url_of("postgres://me:pa$word@h/s"), "postgres://me:pa$word@h/s");
}

TEST(EnvFile, CountsTheLastLineOfAName) {
  EXPECT_THAT(read("DB_HOST=a\nDB_HOST=b\nDB_NAME=c\nDB_NAME=\n"),
              ElementsAre(Pair("DB_HOST", "b")));
}

TEST(EnvFile, RefusesReferencesInWhatItIsHeardIn) {
  EXPECT_EQ(
      refusal("DB_USER=me\nDATABASE_URL=postgres://${DB_USER}:hush@h/s\n"),
      "2:14: the value of DATABASE_URL refers to another variable, and "
      "none is put in its place");
  EXPECT_EQ(refusal("DATABASE_URL=\"postgres://${DB_USER}@h/s\"\n"),
            "1:14: the value of DATABASE_URL refers to another variable, and "
            "none is put in its place");
  EXPECT_EQ(refusal("APP_URL=http://${DB_HOST}/\n"), "accepted");
  EXPECT_EQ(url_of(R"("\${DB_USER}")"), "${DB_USER}");
}

TEST(EnvFile, RefusesWhatIsNoAssignment) {
  for (const char* line :
       {"hush", "DATABASE_URL hush", "DATABASE_URL: hush", "=hush", "export",
        "export hush", "1A=hush", "if [ hush ]; then", "hush\n"}) {
    EXPECT_EQ(refusal(fmt::format("DB_HOST=h\n  {}", line)),
              "2:3: this line is none of the form NAME=value")
        << line;
  }
}

TEST(EnvFile, RefusesQuotesThatAreNotClosed) {
  EXPECT_EQ(refusal("DB_PASSWORD=\"hush\nDB_HOST=h\n"),
            "1:13: a double quote is not closed");
  EXPECT_EQ(refusal("DB_PASSWORD= 'hush"),
            "1:14: a single quote is not closed");
  EXPECT_EQ(refusal("DB_PASSWORD=\"hush\\"),
            "1:13: a double quote is not closed");
}

TEST(EnvFile, RefusesWhatFollowsAQuote) {
  EXPECT_EQ(refusal("DB_PASSWORD='é'hush\n"),
            "1:16: something follows the quote that ends the value");
  EXPECT_EQ(refusal("DB_PASSWORD='a'#hush\n"),
            "1:16: something follows the quote that ends the value");
}

TEST(EnvFile, RefusesWhatPowerShellWrites) {
  EXPECT_EQ(refusal(std::string_view("\xFF\xFE"
                                     "D\0B\0",
                                     6)),
            "1:1: the file is not UTF-8");
}

TEST(EnvFile, IsNamedByAPlainWord) {
  for (const char* name : {"../prod", "a b", "a/b"}) {
    EXPECT_THAT(read_env_file(name).error().message,
                HasSubstr("names no environment"));
  }
}

TEST(EnvFile, GivesDriversWhatTheEnvironmentLacks) {
  setenv("PGAPPNAME", "own", 1);
  setenv("PGTZ", "", 1);
  unsetenv("DATABASE_AUTH_TOKEN");
  hand_to_drivers({{"PGAPPNAME", "file"},
                   {"PGTZ", "UTC"},
                   {"DATABASE_AUTH_TOKEN", "token"},
                   {"DB_HOST", "h"}});
  EXPECT_STREQ(std::getenv("DATABASE_AUTH_TOKEN"), "token");
  EXPECT_STREQ(std::getenv("PGAPPNAME"), "own");
  EXPECT_STREQ(std::getenv("PGTZ"), "UTC");
  EXPECT_EQ(std::getenv("DB_HOST"), nullptr);
}

}  // namespace
}  // namespace godwit::cli
