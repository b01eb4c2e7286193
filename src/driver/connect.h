// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/connection.h>
#include <godwit/result.h>

#include "driver/database_url.h"
#include "driver/driver.h"

namespace godwit::driver {

/// What godwit::connect does, to a URL that was understood before.
Result<Connection> connect(const DatabaseUrl& url,
                           const ConnectOptions& options);

/// Driver::create_database of the driver of the URL.
Result<CreatedDatabase> create_database(const DatabaseUrl& url,
                                        const ConnectOptions& options);

/// A connection on a session that was opened.
Result<Connection> connection_of(OpenedSession session);

}  // namespace godwit::driver
