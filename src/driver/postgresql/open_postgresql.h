// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/connection.h>
#include <godwit/result.h>

#include <memory>
#include <string_view>

#include "driver/session.h"

namespace godwit::driver {

/// A session on a connection of its own, to what libpq takes the URL for.
Result<std::unique_ptr<Session>> open_postgresql(std::string_view url,
                                                 const ConnectOptions& options);

/// A session on the application's connection, which stays the application's.
Result<std::unique_ptr<Session>> use_postgresql(::pg_conn* connection);

}  // namespace godwit::driver
