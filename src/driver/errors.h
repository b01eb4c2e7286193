// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/error.h>

#include <chrono>
#include <string>
#include <string_view>

#include "driver/session.h"

namespace godwit::driver {

// Errors that every driver has.

/// What is to be restored: there is no such file, or it is no backup as a
/// whole.
Error backup_not_there(const std::string& file);
Error not_whole(const std::string& file, std::string_view why,
                std::string hint);

/// To whoever would write, where the facts say that nobody can.
Error read_only_database(const std::string& description,
                         const ServerFacts& facts);

/// A statement of a script took longer than the limit.
Error timed_out(std::chrono::milliseconds limit);

/// Tasks without the lock.
Error not_locked();

/// A call that the session does not take while a run is going on.
Error run_is_going_on();

/// A task without a transaction in `batch` mode.
Error not_in_a_batch();

/// The application's own function refused the new connection.
Error not_set_up(Error why);

/// Only the application can connect again on a connection of its own.
Error connection_of_application();

/// A script outside a transaction of ours began one and did not end it.
Error transaction_left_open();

/// The application has used its connection while it was told of an event, and
/// what that did stands among what the run does.
Error connection_used_by_observer();

/// The history has a row for this migration already, although the lock keeps
/// others out: it was lost on the way.
Error recorded_by_another_run();

/// A record has changed another number of rows than it must.
Error not_recorded(std::string_view rows);

/// A statement outside a transaction was interrupted, and looking at the
/// database does not tell whether it is done.
Error statement_in_doubt(std::string_view statement, std::string_view why);

/// Such a statement is done, and its text in the script is another one now.
Error statement_changed(std::string_view statement);

}  // namespace godwit::driver
