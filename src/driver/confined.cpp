// SPDX-License-Identifier: BSL-1.0
#include "driver/confined.h"

#include <utility>

#include "driver/session.h"
#if GODWIT_WITH_SQLITE
#include "driver/sqlite/open_sqlite.h"
#endif

namespace godwit::driver {

Result<Connection> connect_confined(std::string_view database_url) {
#if GODWIT_WITH_SQLITE
  const Result<Dialect> dialect = dialect_of(database_url);
  if (!dialect) return dialect.error();
  if (*dialect == Dialect::sqlite) {
    auto session = open_confined_sqlite(database_url);
    if (!session) return std::move(session).error();
    return Connection(*std::move(session));
  }
#endif
  return connect(database_url);
}

}  // namespace godwit::driver
