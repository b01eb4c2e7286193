// SPDX-License-Identifier: BSL-1.0
#include "base/redaction.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

namespace godwit {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(RedactUrl, HidesThePasswordOfAUrl) {
  EXPECT_EQ(redact_url("postgresql://ada:secret@db.example:5432/shop"),
            "postgresql://ada:***@db.example:5432/shop");
  EXPECT_EQ(redact_url("postgres://:secret@/shop"), "postgres://:***@/shop");
  EXPECT_EQ(redact_url("postgres://ada:s%40cret@h1:1,h2:2/shop"),
            "postgres://ada:***@h1:1,h2:2/shop");
}

TEST(RedactUrl, LeavesAUrlWithoutAPassword) {
  for (const char* url :
       {"postgresql://ada@db.example:5432/shop", "postgresql:///shop",
        "postgres://db.example/shop?sslmode=require",
        "postgres://h1:5432,h2:5433/shop", "postgres://[::1]:5432/shop",
        "postgresql:///shop?host=/run/postgresql", "sqlite:data/shop.db",
        "sqlite::memory:", "file:shop.db?mode=ro", "shop.db",
        "sqlite:C:/data/a@b.db", "host=db.example user=ada dbname=shop"}) {
    EXPECT_EQ(redact_url(url), url);
  }
}

TEST(RedactUrl, HidesPasswordsThatWereNotPercentEncoded) {
  for (const char* password :
       {"se@cret", "se/cret", "se#cret", "se?cret", "se:cret", "s@e/c#r?e:t",
        "se cret", "se&cret", "p=secret"}) {
    const std::string url =
        std::string("postgres://ada:") + password + "@db.example/shop";
    EXPECT_EQ(redact_url(url), "postgres://ada:***@db.example/shop") << url;
  }
}

TEST(RedactUrl, RatherHidesTooMuchOfAMalformedUrl) {
  for (const char* url : {"postgres://ada:secret", "postgres://ada:secret/shop",
                          "postgres:/ada:secret@db/shop", "ada:secret@db/shop",
                          "ada:secret://x@db", "ada:secret%70=x@db",
                          "postgres://ada:x?password=secret@db",
                          "postgres://ada:secret@x?token=y@db"}) {
    EXPECT_THAT(redact_url(url), Not(HasSubstr("cret"))) << url;
  }
}

TEST(RedactUrl, HidesSecretsAmongTheParametersOfAUrl) {
  EXPECT_EQ(redact_url("postgresql://db/shop?password=s3&sslmode=require"),
            "postgresql://db/shop?password=***&sslmode=require");
  EXPECT_EQ(redact_url("postgresql://db:5432/shop?password=a@b"),
            "postgresql://db:5432/shop?password=***");
  EXPECT_EQ(redact_url("postgresql:///shop?user=ada&sslpassword=s3"),
            "postgresql:///shop?user=ada&sslpassword=***");
  EXPECT_EQ(redact_url("libsql://shop.turso.io?authToken=ey.J.x&tls=1"),
            "libsql://shop.turso.io?authToken=***&tls=1");
  EXPECT_EQ(redact_url("https://shop.turso.io?auth_token=ey.J.x"),
            "https://shop.turso.io?auth_token=***");
  EXPECT_EQ(redact_url("libsql://shop.turso.io?access_key=s3&tls=1"),
            "libsql://shop.turso.io?access_key=***&tls=1");
  EXPECT_EQ(redact_url("file:shop.db?key=s3&mode=ro"),
            "file:shop.db?key=***&mode=ro");
}

TEST(RedactUrl, HidesThePasswordInFrontOfAFile) {
  EXPECT_EQ(redact_url("sqlite://ada:secret@host/x.db"),
            "sqlite://ada:***@host/x.db");
  EXPECT_EQ(redact_url("sqlite3:ada:s/e@cret@host/x.db"),
            "sqlite3:ada:***@host/x.db");
  EXPECT_EQ(redact_url("file://ada:secret@host/x.db?key=s3"),
            "file://ada:***@host/x.db?key=***");
  EXPECT_EQ(redact_url("sqlite:ada:s%70=cret@host/x.db"), "sqlite:ada:***");
  EXPECT_EQ(redact_url("file:ada:x.db?key=s@cret"), "file:ada:***");
  for (const char* url : {"sqlite:///a:b@c.db", "file:/a/12:30@x.db"}) {
    EXPECT_EQ(redact_url(url), url);
  }
}

TEST(RedactUrl, KnowsAllWhiteSpaceBeforeAnEqualsSign) {
  EXPECT_EQ(redact_url("password\t=s3"), "password\t=***");
  EXPECT_EQ(redact_url("password \v=\f s3 user=ada"),
            "password \v=*** user=ada");
}

// libpq decodes the names of parameters as well as the values.
TEST(RedactUrl, HidesParametersWhoseNameIsPercentEncoded) {
  EXPECT_EQ(redact_url("postgresql:///shop?pass%77ord=s3"),
            "postgresql:///shop?pass%77ord=***");
}

TEST(RedactUrl, HidesPasswordsOfConnectionStrings) {
  EXPECT_EQ(redact_url("host=db password=s3 user=ada"),
            "host=db password=*** user=ada");
  EXPECT_EQ(redact_url("password = s3 user=ada"), "password =*** user=ada");
  EXPECT_EQ(redact_url("password='s 3' user=ada"), "password=*** user=ada");
  EXPECT_EQ(redact_url(R"(password='s\'3 x' user=ada)"),
            "password=*** user=ada");
  EXPECT_EQ(redact_url(R"(password=s\ 3 user=ada)"), "password=*** user=ada");
  EXPECT_EQ(redact_url("PASSWORD=s3"), "PASSWORD=***");
  EXPECT_EQ(redact_url("password=s&://3 user=ada"), "password=*** user=ada");
  EXPECT_EQ(redact_url("password="), "password=***");
}

TEST(RedactUrl, HidesAllOfAQuotedValueThatDoesNotEnd) {
  EXPECT_EQ(redact_url("password='s3 user=ada"), "password=***");
  EXPECT_EQ(redact_url("password='s3\\"), "password=***");
}

TEST(RedactUrl, HidesEverySecretOfATextWithSeveral) {
  EXPECT_EQ(redact_url("host=db password=s3 sslpassword=s4"),
            "host=db password=*** sslpassword=***");
  EXPECT_EQ(redact_url("postgres://ada:s3@db/shop?password=s4"),
            "postgres://ada:***@db/shop?password=***");
  EXPECT_EQ(redact_url("dbname=postgres://ada:s3@db/shop"),
            "dbname=postgres://ada:***@db/shop");
}

TEST(Redact, ReplacesEveryOccurrenceOfASecret) {
  EXPECT_EQ(redact("no s3, really no s3", "s3"), "no ***, really no ***");
  EXPECT_EQ(redact("nothing here", "s3"), "nothing here");
}

TEST(Redact, LeavesTheMessageWithoutASecret) {
  EXPECT_EQ(redact("any message", ""), "any message");
}

TEST(SecretNames, AreThoseOfLibpqThatHoldOne) {
  for (const char* name : {"password", "sslpassword", "scram_client_key",
                           "scram_server_key", "oauth_client_secret"}) {
    EXPECT_TRUE(is_secret_name(name)) << name;
  }
  for (const char* name : {"user", "passfile", "sslkey", "require_auth"}) {
    EXPECT_FALSE(is_secret_name(name)) << name;
  }
}

// A DEFAULT_URL with a secret is refused before any C++ runs.
TEST(SecretNames, AreTheSameInCMake) {
  std::ifstream file(GODWIT_DEFAULT_URL_MODULE);
  std::string text(std::istreambuf_iterator<char>(file), {});
  const std::size_t begin = text.find('"', text.find("(CONCAT words"));
  std::string found;
  for (const char c : text.substr(begin, text.find(')', begin) - begin)) {
    if ((c >= 'a' && c <= 'z') || c == '_' || c == '|') found += c;
  }
  std::string names;
  for (const std::string_view name : secret_names) {
    names.append(names.empty() ? "" : "|").append(name);
  }
  EXPECT_EQ(found, names);
}

}  // namespace
}  // namespace godwit
