// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include <chrono>

#include "driver/postgresql/connect.h"
#include "driver/session.h"

namespace godwit::driver::postgresql {

/// Session::back_up, by pg_dump.
Result<void> write_backup(const ServerPlace& place, const Transfer& to);

/// Session::restore, by pg_restore, whose SQL psql runs in one transaction,
/// behind what drops all that is there. The COMMIT is sent once pg_restore has
/// come to its end, so that whoever is killed before that changes nothing.
/// `table_locks`: how long to wait for each lock. Zero: no limit.
Result<void> read_backup(const ServerPlace& place, const Transfer& from,
                         std::chrono::milliseconds table_locks);

}  // namespace godwit::driver::postgresql
