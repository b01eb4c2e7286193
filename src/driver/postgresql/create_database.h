// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/connection.h>

#include "driver/database_url.h"
#include "driver/driver.h"

namespace godwit::driver::postgresql {

/// Makes the database that the URL names, unless it is there, through the
/// database `postgres` of the same server or, where that does not let us in,
/// `template1`. Any number may do so at once.
Result<CreatedDatabase> create_database(const DatabaseUrl& url,
                                        const ConnectOptions& options);

}  // namespace godwit::driver::postgresql
