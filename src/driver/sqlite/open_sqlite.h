// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/connection.h>

#include "driver/database_url.h"
#include "driver/driver.h"

namespace godwit::driver {

/// A session on a database file of its own.
OpenedSession open_sqlite(const DatabaseUrl& url,
                          const ConnectOptions& options);

/// The same, for scripts that are only tried out: they can open nothing else.
OpenedSession open_confined_sqlite(const DatabaseUrl& url,
                                   const ConnectOptions& options);

/// A session on the application's connection, which stays the application's.
OpenedSession use_sqlite(sqlite3* connection);

}  // namespace godwit::driver
