// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/connection.h>
#include <godwit/result.h>

#include <memory>
#include <string_view>

namespace godwit::driver {

/// Connects to a database on which scripts are only tried out: on SQLite they
/// can open nothing else, whatever they say. On PostgreSQL a server cannot keep
/// its superuser from it, so that the text has to be looked at before
/// (migration/script_reach.h). What `on_connect` does is not confined.
Result<Connection> connect_confined(std::string_view database_url,
                                    const ConnectOptions& options = {});

}  // namespace godwit::driver
