// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/connection.h>
#include <godwit/result.h>
#include <sqlite3.h>

#include <string>

#include "driver/session.h"
#include "driver/sqlite/patience.h"

namespace godwit::driver::sqlite {

/// Session::back_up, for a connection that is not in a transaction. Others wait
/// with their commits until it is done, except in WAL mode.
Result<void> write_backup(sqlite3* db, const Transfer& to,
                          const OnConnect& on_connect, Patience& patience);

/// Session::restore, for a connection that has the file for itself: one
/// transaction of SQLite, with its own journal, so that the file stays the same
/// one, with its rights and links, and is whole whenever the process ends.
Result<void> read_backup(const Transfer& from, sqlite3* db,
                         const OnConnect& on_connect);

/// There is no file yet of which a backup could be made.
Error nothing_to_copy(const std::string& database);

}  // namespace godwit::driver::sqlite
