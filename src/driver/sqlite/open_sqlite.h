// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/connection.h>

#include "driver/database_url.h"
#include "driver/driver.h"
#include "driver/sqlite/session.h"

namespace godwit::driver {
namespace sqlite {

/// A database file by its path, which is taken literally, for reading alone or,
/// where it may be empty, for writing. One that is missing looks empty.
Result<Database> open_file(const std::string& path, bool for_reading,
                           const OnConnect& on_connect);

/// What a URL names, without a session on it.
Result<OpenDatabase> open_database(const DatabaseUrl& url,
                                   const ConnectOptions& options);

}  // namespace sqlite

/// A session on a database file of its own.
OpenedSession open_sqlite(const DatabaseUrl& url,
                          const ConnectOptions& options);

/// Makes an empty file, unless it is there. It has no folder made for it.
Result<CreatedDatabase> create_sqlite(const DatabaseUrl& url,
                                      const ConnectOptions& options);

/// A session on a file, for scripts that are only tried out: they can open
/// nothing else.
OpenedSession open_confined_sqlite(const DatabaseUrl& url,
                                   const ConnectOptions& options);

/// A session on the application's connection, which stays the application's.
OpenedSession use_sqlite(sqlite3* connection);

}  // namespace godwit::driver
