// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/connection.h>
#include <godwit/result.h>

#include <chrono>

#include "command/database.h"
#include "driver/driver.h"

namespace godwit::command {

/// Connects once the server answers and the database is there, whatever keeps
/// us from it until then: others may be about to make the database, the role or
/// its password. `connect.on_retry` hears why it goes on. Fails with the last
/// reason after `limit`.
Result<Connection> await_database(const DatabaseRequest& request,
                                  std::chrono::milliseconds limit);

/// Makes the database unless it is there, as patiently as `open_database`.
Result<driver::CreatedDatabase> create_database(const DatabaseRequest& request);

}  // namespace godwit::command
