// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "driver/console/console.h"
#include "driver/database_url.h"

namespace godwit::driver::console {

/// Of each driver that Godwit is built with.
Opened open_postgresql(const driver::DatabaseUrl& url, const Opening& opening);
Opened open_sqlite(const driver::DatabaseUrl& url, const Opening& opening);
Opened open_libsql(const driver::DatabaseUrl& url, const Opening& opening);

}  // namespace godwit::driver::console
