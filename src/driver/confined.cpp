// SPDX-License-Identifier: BSL-1.0
#include "driver/confined.h"

#include "driver/connect.h"

namespace godwit::driver {

Result<Connection> connect_confined(std::string_view database_url,
                                    const ConnectOptions& options) {
  const auto url = DatabaseUrl::parse(database_url);
  if (!url) return url.error();
  const auto driver = linked_driver(url->driver());
  if (!driver) return driver.error();
  return connection_of((*driver)->open_confined(*url, options));
}

}  // namespace godwit::driver
