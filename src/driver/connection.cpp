// SPDX-License-Identifier: BSL-1.0
#include "godwit/connection.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "base/errors.h"
#include "driver/session.h"
#if GODWIT_WITH_POSTGRESQL
#include "driver/postgresql/open_postgresql.h"
#endif
#if GODWIT_WITH_SQLITE
#include "driver/sqlite/open_sqlite.h"
#endif

namespace godwit {
namespace {

using OpenedSession = Result<std::unique_ptr<driver::Session>>;

// https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS
constexpr std::array<std::string_view, 47> libpq_keywords = {
    "application_name",
    "channel_binding",
    "client_encoding",
    "connect_timeout",
    "dbname",
    "fallback_application_name",
    "gssdelegation",
    "gssencmode",
    "gsslib",
    "host",
    "hostaddr",
    "keepalives",
    "keepalives_count",
    "keepalives_idle",
    "keepalives_interval",
    "krbsrvname",
    "load_balance_hosts",
    "max_protocol_version",
    "min_protocol_version",
    "oauth_client_id",
    "oauth_issuer",
    "options",
    "passfile",
    "password",
    "port",
    "replication",
    "require_auth",
    "requirepeer",
    "requiressl",
    "service",
    "servicefile",
    "ssl_max_protocol_version",
    "ssl_min_protocol_version",
    "sslcert",
    "sslcertmode",
    "sslcompression",
    "sslcrl",
    "sslcrldir",
    "sslkey",
    "sslmode",
    "sslnegotiation",
    "sslpassword",
    "sslrootcert",
    "sslsni",
    "target_session_attrs",
    "tcp_user_timeout",
    "user",
};

Error empty_url() {
  return make_error(ErrorCode::invalid_argument, "the database URL is empty",
                    "write sqlite:<path> or postgresql://<host>/<database>");
}

// Names nothing but the scheme, since the rest may hold a password.
Error unknown_scheme(std::string_view scheme) {
  return make_error(
      ErrorCode::invalid_argument,
      fmt::format("unknown scheme \"{}\" in the database URL", scheme),
      "known are sqlite:<path>, file:<path>, a plain path, postgresql://…, "
      "postgres://… and libpq's key=value");
}

// Otherwise it would be taken for the name of a file.
Error missing_slashes(std::string_view scheme) {
  return make_error(ErrorCode::invalid_argument,
                    fmt::format("\"{}\" in the database URL is not followed by "
                                "\"//\"",
                                scheme),
                    "write postgresql://<host>/<database>");
}

[[maybe_unused]] Error not_built(std::string_view database,
                                 std::string_view option) {
  return make_error(ErrorCode::unsupported,
                    fmt::format("this build has no driver for {}", database),
                    fmt::format("build Godwit with -D{}=ON", option));
}

bool is_libpq_keyword(std::string_view word) {
  return std::find(libpq_keywords.begin(), libpq_keywords.end(), word) !=
         libpq_keywords.end();
}

// `key = value`, as opposed to a file that has an equals sign in its name.
bool is_connection_string(std::string_view text) {
  constexpr std::string_view space = " \t\r\n";
  const std::size_t equals = text.find('=');
  if (equals == text.npos) return false;
  std::string_view key = text.substr(0, equals);
  key.remove_prefix(std::min(key.find_first_not_of(space), key.size()));
  key = key.substr(0, key.find_last_not_of(space) + 1);
  return is_libpq_keyword(key);
}

bool is_scheme_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.' || c == ':';
}

// What stands before "://", such as "mysql" or "jdbc:mysql". Empty: nothing
// that looks like a scheme.
std::string_view scheme_of(std::string_view url) {
  const std::string_view scheme =
      url.substr(0, std::min(url.find("://"), url.size()));
  const bool found =
      scheme.size() < url.size() &&
      std::all_of(scheme.begin(), scheme.end(), is_scheme_character);
  return found ? scheme : std::string_view();
}

OpenedSession open_session(Dialect dialect, std::string_view url,
                           const ConnectOptions& options) {
  if (dialect == Dialect::sqlite) {
#if GODWIT_WITH_SQLITE
    return driver::open_sqlite(url, options);
#else
    return not_built("SQLite", "GODWIT_WITH_SQLITE");
#endif
  }
#if GODWIT_WITH_POSTGRESQL
  return driver::open_postgresql(url, options);
#else
  return not_built("PostgreSQL", "GODWIT_WITH_POSTGRESQL");
#endif
}

Result<std::unique_ptr<Connection>> connection_of(OpenedSession session) {
  if (!session) return std::move(session).error();
  return std::make_unique<Connection>(*std::move(session));
}

}  // namespace

Connection::Connection(std::unique_ptr<driver::Session> session)
    : session_(std::move(session)) {}
Connection::~Connection() = default;
Connection::Connection(Connection&&) noexcept = default;
Connection& Connection::operator=(Connection&&) noexcept = default;

Dialect Connection::dialect() const noexcept { return session_->dialect(); }
std::string Connection::description() const { return session_->description(); }

Result<Dialect> dialect_of(std::string_view database_url) {
  if (database_url.empty()) return empty_url();
  for (const std::string_view known : {"sqlite:", "sqlite3:", "file:"}) {
    if (database_url.starts_with(known)) return Dialect::sqlite;
  }
  for (const std::string_view known : {"postgresql:", "postgres:"}) {
    if (!database_url.starts_with(known)) continue;
    if (!database_url.substr(known.size()).starts_with("//")) {
      return missing_slashes(known);
    }
    return Dialect::postgresql;
  }
  if (is_connection_string(database_url)) return Dialect::postgresql;
  const std::string_view scheme = scheme_of(database_url);
  if (!scheme.empty()) return unknown_scheme(scheme);
  return Dialect::sqlite;
}

Result<std::unique_ptr<Connection>> connect(std::string_view database_url,
                                            const ConnectOptions& options) {
  const Result<Dialect> dialect = dialect_of(database_url);
  if (!dialect) return dialect.error();
  return connection_of(open_session(*dialect, database_url, options));
}

Result<std::unique_ptr<Connection>> use(::pg_conn* connection) {
#if GODWIT_WITH_POSTGRESQL
  return connection_of(driver::use_postgresql(connection));
#else
  static_cast<void>(connection);
  return not_built("PostgreSQL", "GODWIT_WITH_POSTGRESQL");
#endif
}

Result<std::unique_ptr<Connection>> use(::sqlite3* connection) {
#if GODWIT_WITH_SQLITE
  return connection_of(driver::use_sqlite(connection));
#else
  static_cast<void>(connection);
  return not_built("SQLite", "GODWIT_WITH_SQLITE");
#endif
}

}  // namespace godwit
