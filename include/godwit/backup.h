// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/connection.h>
#include <godwit/migrator.h>

#include <string>

namespace godwit {

/// Copies the whole database, as it is at one moment, into a new file: a SQLite
/// database, or what pg_dump writes (custom format), which must be on PATH and
/// is `unsupported` where it is not. Only who may read a SQLite file can read
/// its copy, and only the user of this process the one of PostgreSQL.
///
/// Fails where there is a file of that name. The file has its name only once it
/// is whole and durable; where the call fails, or is cancelled, nothing is
/// left. Others may go on: their commits to a SQLite file that is not in WAL
/// mode wait until it is done.
///
/// Of the options `lock_timeout`, `on_event`, on the calling thread, and `stop`
/// are heard. What `on_event` throws ends the call and goes on to the caller.
Result<void> back_up(Connection& connection, const std::string& file,
                     const MigratorOptions& options = {});

/// Puts what `back_up` wrote in the place of all that the database has. All or
/// nothing, also where the process is killed: one transaction, which a request
/// to stop rolls back. A SQLite file stays the same file, with its rights,
/// links and journal mode.
///
/// A SQLite backup is checked first, and is `damaged` where it is not whole.
/// Fails with `protected_database` where the history that `history_table` names
/// protects the database, see Migrator::protect; the mark of the backup comes
/// with it.
/// Godwit's lock is held; a SQLite file is also locked against everybody else,
/// and `locked`, with who that is as far as it is known, where another
/// connection has it open in a transaction or, in WAL mode, at all. PostgreSQL
/// needs pg_restore and psql, and the rights to drop what is there.
Result<void> restore(Connection& connection, const std::string& file,
                     const MigratorOptions& options = {});

}  // namespace godwit
