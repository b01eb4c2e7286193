// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/connection.h>
#include <godwit/migrator.h>
#include <godwit/result.h>

#include <memory>
#include <stop_token>
#include <string>

#include "cli/arguments.h"
#include "cli/database_url.h"
#include "cli/environment.h"
#include "cli/exit_code.h"
#include "cli/output.h"
#include "report/json.h"

namespace godwit::cli {

class RunListener;

/// Everything a command knows: what was asked for and where to print.
struct Invocation {
  Sets sets = {};
  Program program = {};
  Arguments arguments = {};
  Variables environment = {};
  /// Only for commands that need a database.
  Target target = {};
  /// Of the target, qualified, for people.
  std::string history_table = {};
  std::stop_token stop = {};
  Output& output;
  /// Of the JSON document; grows as more is known.
  report::Heading heading = {};
};

// One for each command, in command_<name>.cpp.
ExitCode run_create(Invocation& invocation);
ExitCode run_down(Invocation& invocation);
ExitCode run_help(Invocation& invocation);
ExitCode run_init(Invocation& invocation);
ExitCode run_list(Invocation& invocation);
ExitCode run_reset(Invocation& invocation);
ExitCode run_status(Invocation& invocation);
ExitCode run_up(Invocation& invocation);
ExitCode run_verify(Invocation& invocation);

/// A connection to the target and a migrator on it.
struct Database {
  std::unique_ptr<Connection> connection;
  Migrator migrator;
};

/// Read-only where the command promises not to write. `listener` may be null,
/// and otherwise must outlive the result.
Result<Database> open_database(Invocation& invocation,
                               const ConnectOptions& options,
                               RunListener* listener = nullptr);

// What ends a command: each prints, as text or as JSON, and returns the code.

ExitCode fail(const Invocation& invocation, const Error& error,
              ExitCode code = ExitCode::failed);
ExitCode show_plan(const Invocation& invocation, const Result<Plan>& plan,
                   const std::string& nothing_to_do);
ExitCode show_run(const Invocation& invocation, const RunReport& report,
                  const std::string& nothing_to_do);

}  // namespace godwit::cli
