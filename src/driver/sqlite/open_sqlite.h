// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/connection.h>
#include <godwit/result.h>

#include <memory>
#include <string_view>

#include "driver/session.h"

namespace godwit::driver {

/// A session on a database file of its own.
Result<std::unique_ptr<Session>> open_sqlite(std::string_view url,
                                             const ConnectOptions& options);

/// The same, for scripts that are only tried out: they can open nothing else.
Result<std::unique_ptr<Session>> open_confined_sqlite(std::string_view url);

/// A session on the application's connection, which stays the application's.
Result<std::unique_ptr<Session>> use_sqlite(sqlite3* connection);

}  // namespace godwit::driver
