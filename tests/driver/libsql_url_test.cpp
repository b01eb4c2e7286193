// SPDX-License-Identifier: BSL-1.0
//
// Which URLs lead to a server, and what lets a program in.
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "driver/libsql/address.h"
#include "driver_test.h"

namespace godwit::driver {
namespace {

namespace fs = std::filesystem;

Result<libsql::Address> address(const std::string& url) {
  auto parsed = DatabaseUrl::parse(url);
  if (!parsed) return parsed.error();
  return libsql::address_of(*parsed);
}

std::string origin(const std::string& url) { return address(url)->origin; }

Error refusal(const std::string& url) {
  const auto found = address(url);
  return found.ok() ? Error{.message = "taken"} : found.error();
}

TEST(LibsqlUrl, LeadsToAServerOverTls) {
  EXPECT_EQ(origin("libsql://shop-me.turso.io"), "https://shop-me.turso.io");
  EXPECT_EQ(origin("https://shop.example.com:8080/"),
            "https://shop.example.com:8080");
}

TEST(LibsqlUrl, IsOneOfSqliteForSets) {
  EXPECT_EQ(dialect_of("libsql://shop-me.turso.io").value(), Dialect::sqlite);
}

TEST(LibsqlUrl, NeedsNoTlsOnThisMachine) {
  for (const std::string host :
       {"localhost:8080", "shop.localhost", "127.0.0.1:8080", "[::1]:8080"}) {
    EXPECT_EQ(origin("http://" + host), "http://" + host);
  }
}

TEST(LibsqlUrl, WithoutTlsToAnotherMachineMustSaySo) {
  const Error refused = refusal("http://db.internal:8080");
  EXPECT_EQ(refused.code, ErrorCode::invalid_argument);
  EXPECT_THAT(refused.hint, HasSubstr("libsql://db.internal:8080?tls=0"));
  EXPECT_THAT(refusal("http://127.evil.example").hint, HasSubstr("?tls=0"));
  EXPECT_EQ(origin("libsql://db.internal:8080?tls=0"),
            "http://db.internal:8080");
}

TEST(LibsqlUrl, HoldsNoSecretAndShowsNone) {
  for (const std::string url :
       {"libsql://shop.turso.io?authToken=c4n4ry",
        "libsql://me:c4n4ry@shop.turso.io", "https://c4n4ry@shop.turso.io"}) {
    const Error refused = refusal(url);
    EXPECT_EQ(refused.code, ErrorCode::invalid_argument) << url;
    EXPECT_THAT(to_string(refused), HasSubstr("DATABASE_AUTH_TOKEN"));
    EXPECT_THAT(to_string(refused), ::testing::Not(HasSubstr("c4n4ry")));
  }
}

TEST(LibsqlUrl, OddOnesAreRefused) {
  for (const std::string url :
       {"libsql://", "libsql:shop", "libsql://shop.turso.io/other",
        "libsql://shop.turso.io?other=1", "libsql://shop tu.io",
        "ws://shop.turso.io", "wss://shop.turso.io"}) {
    EXPECT_EQ(refusal(url).code, ErrorCode::invalid_argument) << url;
  }
}

class LibsqlToken : public ::testing::Test {
 protected:
  LibsqlToken() {
    unsetenv("DATABASE_AUTH_TOKEN");
    unsetenv("DATABASE_AUTH_TOKEN_FILE");
  }
  ~LibsqlToken() override {
    unsetenv("DATABASE_AUTH_TOKEN");
    unsetenv("DATABASE_AUTH_TOKEN_FILE");
    fs::remove(file_);
  }

  void write(const std::string& text) {
    std::ofstream(file_) << text;
    setenv("DATABASE_AUTH_TOKEN_FILE", file_.c_str(), 1);
  }

  const std::string file_ =
      (fs::temp_directory_path() / ("token-" + std::to_string(getpid())))
          .string();
};

TEST_F(LibsqlToken, IsThatOfTheEnvironment) {
  EXPECT_EQ(libsql::auth_token().value(), "");
  setenv("DATABASE_AUTH_TOKEN", "one.two.three", 1);
  EXPECT_EQ(libsql::auth_token().value(), "one.two.three");
}

TEST_F(LibsqlToken, IsReadFromAFileWithoutItsLineEnd) {
  write("one.two.three\n");
  EXPECT_EQ(libsql::auth_token().value(), "one.two.three");
}

TEST_F(LibsqlToken, ThatIsNoneIsRefusedAndNotShown) {
  setenv("DATABASE_AUTH_TOKEN", "c4n4ry\nX-Other: header", 1);
  const auto broken = libsql::auth_token();
  ASSERT_FALSE(broken.ok());
  EXPECT_EQ(broken.error().code, ErrorCode::invalid_argument);
  EXPECT_THAT(to_string(broken.error()), ::testing::Not(HasSubstr("c4n4ry")));
  unsetenv("DATABASE_AUTH_TOKEN");

  write("");
  EXPECT_EQ(libsql::auth_token().error().code, ErrorCode::invalid_argument);
  fs::remove(file_);
  EXPECT_EQ(libsql::auth_token().error().code, ErrorCode::io);
}

}  // namespace
}  // namespace godwit::driver
