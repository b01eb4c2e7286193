// SPDX-License-Identifier: BSL-1.0
#include "driver/errors.h"

#include <fmt/format.h>

#include "base/errors.h"

namespace godwit::driver {

Error backup_not_there(const std::string& file) {
  return make_error(
      ErrorCode::io,
      fmt::format("cannot read \"{}\": there is no such file", file),
      "name a file that a backup was written to");
}

Error not_whole(const std::string& file, std::string_view why,
                std::string hint) {
  return make_error(
      ErrorCode::damaged,
      fmt::format("\"{}\" is not a whole database: {}", file, why),
      std::move(hint));
}

Error read_only_database(const std::string& description,
                         const ServerFacts& facts) {
  return make_error(ErrorCode::read_only,
                    fmt::format("{} cannot be written to: {}", description,
                                facts.read_only_reason),
                    facts.read_only_hint);
}

Error timed_out(std::chrono::milliseconds limit) {
  return make_error(
      ErrorCode::timed_out,
      fmt::format("the statement took longer than {} s, which is the limit",
                  std::chrono::duration<double>(limit).count()),
      "allow it more time with MigratorOptions::statement_timeout, or divide "
      "what it does");
}

Error not_locked() {
  return make_error(ErrorCode::invalid_argument,
                    "tasks were given without the lock");
}

Error run_is_going_on() {
  return make_error(ErrorCode::invalid_argument,
                    "the session is in the middle of a run",
                    "use another connection, or wait until the run is over");
}

Error not_in_a_batch() {
  return make_error(ErrorCode::invalid_argument,
                    "a script that runs outside a transaction cannot be part "
                    "of a batch",
                    "run with one transaction for each migration");
}

Error not_set_up(Error why) {
  why.code = ErrorCode::connection_failed;
  why.message =
      fmt::format("the new connection could not be set up: {}", why.message);
  return why;
}

Error connection_of_application() {
  return make_error(ErrorCode::invalid_argument,
                    "the connection is the application's, so only the "
                    "application can connect again",
                    "connect again and run again");
}

Error transaction_left_open() {
  return make_error(ErrorCode::transaction_ended,
                    "the script leaves its own transaction open",
                    "end the script with COMMIT");
}

Error connection_used_by_observer() {
  return make_error(ErrorCode::invalid_argument,
                    "on_event has changed the database through the connection "
                    "that is being migrated",
                    "use another connection there, or wait until the run is "
                    "over");
}

Error recorded_by_another_run() {
  return make_error(ErrorCode::locked,
                    "another run is applying the same migration",
                    "run again; Migrator::status shows what it did");
}

Error not_recorded(std::string_view rows) {
  return make_error(
      ErrorCode::unusable_history,
      fmt::format("the history did not take the record: {} rows were written",
                  rows),
      "another run may have gone on with this migration, as Migrator::status "
      "shows; else look for a trigger, a rule or a policy on the history "
      "table");
}

Error statement_in_doubt(std::string_view statement, std::string_view why) {
  Error error = make_error(
      ErrorCode::statement_in_doubt,
      fmt::format("an earlier run was interrupted in this statement, and "
                  "whether it is done cannot be told: {}",
                  why));
  error.notes.push_back(fmt::format("it was: {}", statement));
  return error;
}

Error statement_changed(std::string_view statement) {
  Error error = make_error(
      ErrorCode::edited,
      "an earlier run has done this statement, and it was changed since",
      "put it back as it was; what comes after it may be changed");
  error.notes.push_back(fmt::format("it was: {}", statement));
  return error;
}

}  // namespace godwit::driver
