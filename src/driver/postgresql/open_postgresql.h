// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/connection.h>

#include "driver/database_url.h"
#include "driver/driver.h"

namespace godwit::driver {

/// A session on a connection of its own, to what libpq takes the URL for.
OpenedSession open_postgresql(const DatabaseUrl& url,
                              const ConnectOptions& options);

/// A session on the application's connection, which stays the application's.
OpenedSession use_postgresql(::pg_conn* connection);

}  // namespace godwit::driver
