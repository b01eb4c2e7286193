// SPDX-License-Identifier: BSL-1.0
#include "godwit/connection.h"

#include <string>
#include <utility>

#include "driver/connect.h"
#include "driver/driver.h"

namespace godwit {
namespace driver {

Result<Connection> connection_of(OpenedSession session) {
  if (!session) return std::move(session).error();
  return Connection(*std::move(session));
}

Result<Connection> connect(const DatabaseUrl& url,
                           const ConnectOptions& options) {
  const auto driver = linked_driver(url.driver());
  if (!driver) return driver.error();
  return connection_of((*driver)->open(url, options));
}

Result<CreatedDatabase> create_database(const DatabaseUrl& url,
                                        const ConnectOptions& options) {
  const auto driver = linked_driver(url.driver());
  if (!driver) return driver.error();
  return (*driver)->create_database(url, options);
}

}  // namespace driver

Connection::Connection(std::unique_ptr<driver::Session> session)
    : session_(std::move(session)) {}
Connection::~Connection() = default;
Connection::Connection(Connection&&) noexcept = default;
Connection& Connection::operator=(Connection&&) noexcept = default;

Dialect Connection::dialect() const noexcept { return session_->dialect(); }
std::string Connection::description() const { return session_->description(); }

Result<Connection> connect(std::string_view database_url,
                           const ConnectOptions& options) {
  const auto url = driver::DatabaseUrl::parse(database_url);
  if (!url) return url.error();
  return driver::connect(*url, options);
}

Result<Connection> adopt(::pg_conn* connection) {
  const auto driver =
      driver::linked_driver(*driver::driver_of_scheme("postgresql"));
  if (!driver) return driver.error();
  return driver::connection_of((*driver)->adopt(connection));
}

Result<Connection> adopt(::sqlite3* connection) {
  const auto driver =
      driver::linked_driver(*driver::driver_of_scheme("sqlite"));
  if (!driver) return driver.error();
  return driver::connection_of((*driver)->adopt(connection));
}

}  // namespace godwit
