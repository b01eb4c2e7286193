// SPDX-License-Identifier: BSL-1.0
#include "godwit/connection.h"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "base/errors.h"
#include "driver/database_url.h"
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

[[maybe_unused]] Error not_built(std::string_view database,
                                 std::string_view option) {
  return make_error(ErrorCode::unsupported,
                    fmt::format("this build has no driver for {}", database),
                    fmt::format("build Godwit with -D{}=ON", option));
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

Result<Connection> connection_of(OpenedSession session) {
  if (!session) return std::move(session).error();
  return Connection(*std::move(session));
}

}  // namespace

Connection::Connection(std::unique_ptr<driver::Session> session)
    : session_(std::move(session)) {}
Connection::~Connection() = default;
Connection::Connection(Connection&&) noexcept = default;
Connection& Connection::operator=(Connection&&) noexcept = default;

Dialect Connection::dialect() const noexcept { return session_->dialect(); }
std::string Connection::description() const { return session_->description(); }

Result<Connection> connect(std::string_view database_url,
                           const ConnectOptions& options) {
  const Result<Dialect> dialect = dialect_of(database_url);
  if (!dialect) return dialect.error();
  return connection_of(
      open_session(*dialect, driver::trimmed_url(database_url), options));
}

Result<Connection> adopt(::pg_conn* connection) {
#if GODWIT_WITH_POSTGRESQL
  return connection_of(driver::use_postgresql(connection));
#else
  static_cast<void>(connection);
  return not_built("PostgreSQL", "GODWIT_WITH_POSTGRESQL");
#endif
}

Result<Connection> adopt(::sqlite3* connection) {
#if GODWIT_WITH_SQLITE
  return connection_of(driver::use_sqlite(connection));
#else
  static_cast<void>(connection);
  return not_built("SQLite", "GODWIT_WITH_SQLITE");
#endif
}

}  // namespace godwit
