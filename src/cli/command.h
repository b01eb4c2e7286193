// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/connection.h>
#include <godwit/migrator.h>
#include <godwit/result.h>
#include <godwit/stop.h>

#include <optional>
#include <string>
#include <vector>

#include "cli/arguments.h"
#include "cli/database_url.h"
#include "cli/environment.h"
#include "cli/exit_code.h"
#include "cli/output.h"
#include "command/database.h"
#include "report/json.h"

namespace godwit::cli {

class Options;
class RunListener;

/// Everything a command knows: what was asked for and where to print.
struct Invocation {
  /// All that the executor has, and those that are meant.
  Sets carried = {};
  Sets sets = {};
  Program program = {};
  Arguments arguments = {};
  Environment environment = {};
  /// Only for commands that need a database.
  std::optional<Target> target = {};
  /// The sets of the target, for `up` with those that they require, in the
  /// order in which they apply.
  std::vector<command::AimedSet> aimed = {};
  StopToken stop = {};
  Output& output;
  /// Of the JSON document; grows as more is known.
  report::Heading heading = {};
};

/// One of the commands of `godwit::commands`, each in command_<name>.cpp.
struct Command {
  std::string_view name;
  /// One line of the help, which begins with what it does.
  std::string_view description;
  /// One to a line, without the name of the program.
  std::string_view examples;
  /// Null: it has the common options alone.
  void (*declare)(Options& options, Arguments& arguments) = nullptr;
  ExitCode (*run)(Invocation& invocation);
  bool needs_database = true;
  /// It brings up what it is about, and so what that requires.
  bool with_required = false;
};

/// Null: the program does not have it.
const Command* find_command(std::string_view name, const Program& program);

/// `help`, for `--help` too.
ExitCode run_help(Invocation& invocation);

/// The limits that were asked for, and nobody who listens.
MigratorOptions migrator_options(const Invocation& invocation);

/// The same, and somebody who must outlive the result.
MigratorOptions heard_options(const Invocation& invocation,
                              RunListener& listener);

/// How a database is to be opened, for open_database. `listener` may be null,
/// and otherwise must outlive the result.
command::DatabaseRequest database_request(const Invocation& invocation,
                                          const ConnectOptions& options,
                                          RunListener* listener);

/// Read-only where the command promises not to write. `listener` may be null,
/// and otherwise must outlive the result.
Result<command::Database> open_database(Invocation& invocation,
                                        const ConnectOptions& options,
                                        RunListener* listener = nullptr);

/// That no applied set requires what is to be undone, unless that was allowed.
Result<void> check_not_required(const Invocation& invocation,
                                command::Database& database);

/// That the plans are the one that was asked for, if one was.
Result<void> check_plan(const Invocation& invocation,
                        const command::Plans& plans);

/// Says which database it is, before something is done to it or said of it.
void name_database(const Invocation& invocation);

/// What is asked for (such as "--to") makes sense for one set only. Absent:
/// there is only one. Otherwise all is said, and the command is to end with
/// that code.
std::optional<ExitCode> refuse_several(const Invocation& invocation,
                                       const std::string& what);

// What ends a command: each prints, as text or as JSON, and returns the code.

ExitCode fail(const Invocation& invocation, const Error& error,
              ExitCode code = ExitCode::failed);
/// A text that was asked for, as it stands.
ExitCode show_text(const Invocation& invocation, std::string text);
ExitCode show_plans(const Invocation& invocation,
                    const Result<command::Plans>& plans,
                    const std::string& nothing_to_do);
/// The same as a script, if that was asked for.
ExitCode show_dry_run(const Invocation& invocation, command::Database& database,
                      const Result<command::Plans>& plans,
                      const std::string& nothing_to_do);
ExitCode show_runs(const Invocation& invocation, command::Runs runs,
                   const std::string& nothing_to_do);

/// What was changed in the history, or would be.
ExitCode show_amendments(const Invocation& invocation,
                         const Result<std::vector<Amendment>>& amendments,
                         const std::string& nothing_to_do);

}  // namespace godwit::cli
