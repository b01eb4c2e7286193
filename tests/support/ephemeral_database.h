// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/sql.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace godwit::test {

/// The drivers that the suites run on.
enum class Driver : std::uint8_t { sqlite, postgresql, libsql };

/// What the database of a driver speaks.
constexpr Dialect dialect_of(Driver driver) {
  return driver == Driver::postgresql ? Dialect::postgresql : Dialect::sqlite;
}

/// The connection string of this test run's PostgreSQL server, without a
/// database. Throws where the CTest fixture did not set it.
std::string postgresql_server();

/// An empty database that is gone with this object. Errors are exceptions: a
/// test cannot go on without its database.
class EphemeralDatabase {
 public:
  static EphemeralDatabase create(Driver driver);
  /// By the driver that has the name of the dialect.
  static EphemeralDatabase create(Dialect dialect);
  ~EphemeralDatabase();
  EphemeralDatabase(EphemeralDatabase&& other) noexcept;
  EphemeralDatabase& operator=(EphemeralDatabase&& other) noexcept;

  Driver driver() const noexcept { return driver_; }
  Dialect dialect() const noexcept { return dialect_of(driver_); }
  /// For godwit::connect, and on PostgreSQL for libpq.
  const std::string& url() const noexcept { return url_; }
  /// Name of the database, path of the SQLite file, or namespace.
  const std::string& name() const noexcept { return name_; }

 private:
  EphemeralDatabase(Driver driver, std::string name, std::string url);

  Driver driver_;
  std::string name_;  // empty: moved from
  std::string url_;
};

/// The rows of a query, NULL as "NULL", by a connection of its own that has
/// nothing to do with Godwit's drivers.
std::vector<std::vector<std::string>> rows(const EphemeralDatabase& database,
                                           std::string_view sql);

/// Runs some statements in the same way.
void execute(const EphemeralDatabase& database, std::string_view sql);

}  // namespace godwit::test
