// SPDX-License-Identifier: BSL-1.0
#include "driver/scratch.h"

#include <utility>

#include "base/errors.h"
#include "driver/confined.h"
#include "driver/connect.h"

namespace godwit::driver {
namespace {

Error no_scratch_databases(const DatabaseUrl& url) {
  return make_error(
      ErrorCode::unsupported, "this driver makes no scratch databases",
      "name an empty database with ReplayRequest::scratch, beside " +
          url.shown());
}

// Of the driver or, so that a server need not be asked, of another one of its
// dialect. Empty: none has it by itself.
std::string scratch_url_of(const Driver& driver, Dialect dialect) {
  if (!driver.scratch_url().empty()) return std::string(driver.scratch_url());
  const Driver* other = scratch_driver(dialect);
  return other == nullptr ? std::string() : std::string(other->scratch_url());
}

Result<Scratch> scratch_of(const DatabaseUrl& beside,
                           const ConnectOptions& options, bool copy) {
  const auto driver = linked_driver(beside.driver());
  if (!driver) return driver.error();
  std::unique_ptr<ScratchDatabase> database;
  std::string url = scratch_url_of(**driver, beside.dialect());
  if (url.empty()) {
    auto made = (*driver)->make_beside(beside, options, copy);
    if (!made) return std::move(made).error();
    database = *std::move(made);
    url = database->url();
  }
  auto connection = connect_confined(url, options);
  if (!connection) return std::move(connection).error();
  return Scratch{.database = std::move(database),
                 .connection = *std::move(connection)};
}

}  // namespace

Result<std::unique_ptr<ScratchDatabase>> Driver::make_beside(
    const DatabaseUrl& url, const ConnectOptions& /*options*/,
    bool /*copy*/) const {
  return no_scratch_databases(url);
}

Result<Scratch> make_scratch(const DatabaseUrl& beside,
                             const ConnectOptions& options) {
  return scratch_of(beside, options, false);
}

Result<Scratch> make_scratch(const std::optional<DatabaseUrl>& server,
                             Dialect dialect, const ConnectOptions& options) {
  if (server) return make_scratch(*server, options);
  const Driver* driver = scratch_driver(dialect);
  const auto url = DatabaseUrl::parse(driver != nullptr ? driver->scratch_url()
                                                        : std::string_view());
  if (!url) return url.error();
  return make_scratch(*url, options);
}

Result<Scratch> copy_to_scratch(const DatabaseUrl& original,
                                const ConnectOptions& options) {
  return scratch_of(original, options, true);
}

}  // namespace godwit::driver
