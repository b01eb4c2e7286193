// SPDX-License-Identifier: BSL-1.0
#include <memory>
#include <utility>

#include "base/errors.h"
#include "driver/driver.h"
#include "driver/libsql/address.h"
#include "driver/libsql/session.h"

namespace godwit::driver::libsql {
namespace {

Error nothing_to_set_up() {
  return make_error(ErrorCode::unsupported,
                    "a libSQL server is asked over HTTP, so there is no "
                    "connection of SQLite's for on_connect to set up",
                    "leave on_connect out for this database");
}

Error made_elsewhere(Error why) {
  why.hint =
      "databases of a server are made with its own tools, as by `turso db "
      "create <database>`; " +
      why.hint;
  return why;
}

class LibsqlDriver final : public Driver {
 public:
  Result<void> check(const DatabaseUrl& url) const override {
    auto address = address_of(url);
    if (!address) return std::move(address).error();
    return {};
  }

  OpenedSession open(const DatabaseUrl& url,
                     const ConnectOptions& options) const override {
    if (options.on_connect) return nothing_to_set_up();
    auto address = address_of(url);
    if (!address) return std::move(address).error();
    auto token = auth_token();
    if (!token) return std::move(token).error();
    return std::unique_ptr<Session>(std::make_unique<LibsqlSession>(
        Server(*std::move(address), *std::move(token), options),
        options.read_only));
  }

  // A server lets scripts reach nothing else.
  OpenedSession open_confined(const DatabaseUrl& url,
                              const ConnectOptions& options) const override {
    return open(url, options);
  }

  Result<CreatedDatabase> create_database(
      const DatabaseUrl& url, const ConnectOptions& options) const override {
    auto session = open(url, options);
    if (!session) return std::move(session).error();
    const auto facts = (*session)->facts();
    if (!facts) return made_elsewhere(facts.error());
    return CreatedDatabase{.created = false,
                           .description = (*session)->description()};
  }
};

}  // namespace
}  // namespace godwit::driver::libsql

// What the core looks for.
extern "C" const godwit::driver::Driver* godwit_driver_libsql();
const godwit::driver::Driver* godwit_driver_libsql() {
  static const godwit::driver::libsql::LibsqlDriver driver;
  return &driver;
}
