// SPDX-License-Identifier: BSL-1.0
//
// Why servers refuse a connection, by themselves or by how they are set up, and
// what the hint says.
#include <signal.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "driver_test.h"
#include "support/direct_postgresql.h"
#include "support/postgresql_cluster.h"
#include "support/postgresql_network.h"

namespace godwit::driver {
namespace {

using test::Cluster;
using test::TemporaryFolder;

std::string text_of(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// Signed by itself, so that it is its own authority.
struct Certificate {
  explicit Certificate(const std::string& host) {
    const std::string command =
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=" + host +
        " -keyout " + folder.path() + "/key -out " + path() + " 2>/dev/null";
    if (std::system(command.c_str()) != 0) {
      throw std::runtime_error("openssl does not work; is it installed?");
    }
  }
  std::string path() const { return folder.path() + "/certificate"; }
  std::string text() const { return text_of(path()); }
  std::string key() const { return text_of(folder.path() + "/key"); }

  TemporaryFolder folder = {};
};

class PostgresqlHints : public ::testing::Test {
 protected:
  PostgresqlHints() {
    server_.listen();
    server_.configure(
        "ssl = on\nssl_cert_file = 'certificate'\nssl_key_file = 'key'\n"
        "ssl_ca_file = 'certificate'\nmax_connections = 6\n");
    server_.write("certificate", certificate_.text());
    server_.write("key", certificate_.key());
    server_.let_in(
        "local   all rejected              reject\n"
        "local   all all                   trust\n"
        "hostssl all certified 127.0.0.1/32 cert\n"
        "hostssl all encrypted 127.0.0.1/32 trust\n");
    server_.start();
    ask("CREATE ROLE rejected LOGIN; CREATE ROLE certified LOGIN;"
        "CREATE ROLE encrypted LOGIN; CREATE ROLE alone LOGIN CONNECTION LIMIT "
        "0; CREATE ROLE plain LOGIN");
  }

  void ask(const std::string& sql) const {
    test::postgresql_rows(server_.url(), sql);
  }

  static void expect_hint(const std::string& url, const std::string& reason,
                          const std::string& hint) {
    const auto connection = connect(url);
    ASSERT_FALSE(connection.ok()) << url;
    EXPECT_EQ(connection.error().code, ErrorCode::connection_failed);
    EXPECT_THAT(connection.error().message, HasSubstr(reason));
    EXPECT_THAT(connection.error().hint, HasSubstr(hint));
  }

  std::string encrypted(const std::string& parameters) const {
    return server_.network_url() + " user=encrypted " + parameters;
  }

  const Certificate certificate_{"localhost"};
  Cluster server_;
};

TEST_F(PostgresqlHints, OfTheAccessThatAServerGives) {
  expect_hint(server_.url() + " user=rejected", "rejects", "pg_hba.conf");
  expect_hint(server_.network_url() + " user=stranger sslmode=require",
              "no pg_hba.conf entry", "does not let this user connect");
  expect_hint(encrypted("sslmode=disable"), "no encryption", "sslmode=require");
}

TEST_F(PostgresqlHints, OfTransportLayerSecurity) {
  const Certificate other("localhost");
  ASSERT_TRUE(connect(encrypted("sslmode=require")).ok());
  ASSERT_TRUE(
      connect(encrypted("sslmode=verify-ca sslrootcert=" + certificate_.path()))
          .ok());

  expect_hint(encrypted("sslmode=verify-full sslrootcert=/nowhere"),
              "\"/nowhere\" does not exist", "sslrootcert=");
  expect_hint(
      encrypted("sslmode=verify-full sslrootcert=" + certificate_.path()),
      "does not match host name", "the name of the host");
  expect_hint(encrypted("sslmode=verify-ca sslrootcert=" + other.path()),
              "certificate verify failed", "sslrootcert");
  expect_hint(server_.network_url() + " user=certified sslmode=require",
              "client certificate", "sslcert");
}

TEST_F(PostgresqlHints, OfAServerWithoutTransportLayerSecurity) {
  const test::Proxy plain;
  expect_hint(plain.url("postgres") + " sslmode=require",
              "does not support SSL", "sslmode=disable");
}

TEST_F(PostgresqlHints, OfTooManyConnections) {
  expect_hint(server_.url() + " user=alone", "too many connections",
              "the limit of the role");
  std::vector<Connection> connections;
  for (int i = 0; i < 3; ++i) {
    connections.push_back(connect(server_.url() + " user=plain").value());
  }
  expect_hint(server_.url() + " user=plain", "remaining connection slots",
              "max_connections");
  for (int i = 0; i < 3; ++i) {
    connections.push_back(connect(server_.url()).value());
  }
  expect_hint(server_.url(), "too many clients", "max_connections");
}

TEST_F(PostgresqlHints, OfAServerThatGoesDown) {
  const auto connection = connect(server_.url()).value();
  server_.tell(SIGTERM);
  while (connect(server_.url()).ok()) {
  }
  expect_hint(server_.url(), "shutting down", "the server is going down");
}

TEST_F(PostgresqlHints, OfAHostThatNobodyKnows) {
  expect_hint("host=nowhere.invalid user=godwit dbname=postgres",
              "could not translate host name", "the name of the host");
}

}  // namespace
}  // namespace godwit::driver
