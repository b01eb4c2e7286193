// SPDX-License-Identifier: BSL-1.0
#include "driver/driver.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/errors.h"

// Each driver is a library that a program links or does not, and these are the
// doors to them: null where it does not. A linker takes nothing out of an
// archive for the sake of a weak reference; the targets of the drivers tell it
// to (`-u`).
extern "C" {
[[gnu::weak]] const godwit::driver::Driver* godwit_driver_postgresql();
[[gnu::weak]] const godwit::driver::Driver* godwit_driver_sqlite();
[[gnu::weak]] const godwit::driver::Driver* godwit_driver_libsql();
}

namespace godwit::driver {
namespace {

using namespace std::string_view_literals;

constexpr std::array postgresql_schemes = {"postgresql"sv, "postgres"sv};
constexpr std::array sqlite_schemes = {"sqlite"sv, "sqlite3"sv, "file"sv};
constexpr std::array libsql_schemes = {"libsql"sv, "https"sv, "http"sv};

const Driver* linked_postgresql() {
  return godwit_driver_postgresql == nullptr ? nullptr
                                             : godwit_driver_postgresql();
}

const Driver* linked_sqlite() {
  return godwit_driver_sqlite == nullptr ? nullptr : godwit_driver_sqlite();
}

const Driver* linked_libsql() {
  return godwit_driver_libsql == nullptr ? nullptr : godwit_driver_libsql();
}

constexpr std::array<KnownDriver, 3> drivers = {{
    {.name = "PostgreSQL",
     .dialect = Dialect::postgresql,
     .schemes = postgresql_schemes,
     .has_authority = true,
     .example = "postgresql://<host>/<database>",
     .target = "Godwit::postgresql",
     .missing_option = GODWIT_WITH_POSTGRESQL ? "" : "GODWIT_WITH_POSTGRESQL",
     .linked = linked_postgresql},
    {.name = "SQLite",
     .dialect = Dialect::sqlite,
     .schemes = sqlite_schemes,
     .has_authority = false,
     .example = "sqlite:<path>",
     .target = "Godwit::sqlite",
     .missing_option = GODWIT_WITH_SQLITE ? "" : "GODWIT_WITH_SQLITE",
     .linked = linked_sqlite},
    {.name = "libSQL",
     .dialect = Dialect::sqlite,
     .schemes = libsql_schemes,
     .has_authority = true,
     .example = "libsql://<host>",
     .target = "Godwit::libsql",
     .missing_option = GODWIT_WITH_LIBSQL ? "" : "GODWIT_WITH_LIBSQL",
     .linked = linked_libsql},
}};

Error not_linked(const KnownDriver& driver) {
  return make_error(
      ErrorCode::unsupported,
      fmt::format("this program has no driver for {}", driver.name),
      driver.missing_option.empty()
          ? fmt::format("link {}", driver.target)
          : fmt::format("build Godwit with -D{}=ON and link {}",
                        driver.missing_option, driver.target));
}

Error connection_of_another() {
  return make_error(ErrorCode::unsupported,
                    "the connection is not one of this driver");
}

}  // namespace

OpenedSession Driver::adopt(::pg_conn*) const {
  return connection_of_another();
}
OpenedSession Driver::adopt(::sqlite3*) const {
  return connection_of_another();
}

std::span<const KnownDriver> known_drivers() { return drivers; }

const KnownDriver* driver_of_scheme(std::string_view scheme) {
  for (const KnownDriver& driver : drivers) {
    const auto& own = driver.schemes;
    if (std::find(own.begin(), own.end(), scheme) != own.end()) return &driver;
  }
  return nullptr;
}

const KnownDriver& driver_of_paths() { return *driver_of_scheme("sqlite"); }
const KnownDriver& driver_of_settings() {
  return *driver_of_scheme("postgresql");
}

const Driver* scratch_driver(Dialect dialect) {
  for (const KnownDriver& known : drivers) {
    const Driver* driver = known.linked();
    const bool fits = known.dialect == dialect && driver != nullptr &&
                      !driver->scratch_url().empty();
    if (fits) return driver;
  }
  return nullptr;
}

Result<const Driver*> linked_driver(const KnownDriver& known) {
  const Driver* driver = known.linked();
  if (driver == nullptr) return not_linked(known);
  return driver;
}

}  // namespace godwit::driver
