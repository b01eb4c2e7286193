// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/connection.h>
#include <godwit/migrator.h>
#include <godwit/result.h>
#include <godwit/stop.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/arguments.h"
#include "cli/database_url.h"
#include "cli/environment.h"
#include "cli/exit_code.h"
#include "cli/output.h"
#include "report/json.h"
#include "report/of_set.h"

namespace godwit::cli {

class RunListener;

/// One set that a command is about, or that goes before.
struct AimedSet {
  EmbeddedSet embedded;
  /// Qualified, for people.
  std::string history_table = {};
  /// It was not asked for, but what was asked for requires it.
  bool prerequisite = false;
};

/// Everything a command knows: what was asked for and where to print.
struct Invocation {
  /// All that the executor has, and those that are meant.
  Sets carried = {};
  Sets sets = {};
  Program program = {};
  Arguments arguments = {};
  Variables environment = {};
  /// Only for commands that need a database.
  Target target = {};
  /// The sets of the target, for `up` with those that they require, in the
  /// order in which they apply.
  std::vector<AimedSet> aimed = {};
  StopToken stop = {};
  Output& output;
  /// Of the JSON document; grows as more is known.
  report::Heading heading = {};
};

// One for each command, in command_<name>.cpp.
ExitCode run_create(Invocation& invocation);
ExitCode run_down(Invocation& invocation);
ExitCode run_help(Invocation& invocation);
ExitCode run_init(Invocation& invocation);
ExitCode run_inspect(Invocation& invocation);
ExitCode run_lint(Invocation& invocation);
ExitCode run_list(Invocation& invocation);
ExitCode run_reset(Invocation& invocation);
ExitCode run_resolve(Invocation& invocation);
ExitCode run_status(Invocation& invocation);
ExitCode run_up(Invocation& invocation);
ExitCode run_verify(Invocation& invocation);

/// A command as the executor finds it.
struct Command {
  std::string_view name;
  ExitCode (*run)(Invocation&);
  bool needs_database = true;
  /// It brings up what it is about, and so what that requires.
  bool with_required = false;
};

/// One set of the target.
struct MigratedSet : AimedSet {
  Migrator migrator;

  std::string_view name() const noexcept { return embedded.name(); }
};

/// A connection to the target and what migrates it.
struct Database {
  Connection connection;
  /// Not empty; in the order in which they apply.
  std::vector<MigratedSet> sets;
};

/// The limits that were asked for, and nobody who listens.
MigratorOptions migrator_options(const Invocation& invocation);

/// Read-only where the command promises not to write. `listener` may be null,
/// and otherwise must outlive the result.
Result<Database> open_database(Invocation& invocation,
                               const ConnectOptions& options,
                               RunListener* listener = nullptr);

/// What is asked for (such as "--to") makes sense for one set only. Absent:
/// there is only one. Otherwise all is said, and the command is to end with
/// that code.
std::optional<ExitCode> refuse_several(const Invocation& invocation,
                                       const std::string& what);

/// What each set would do, as long as all can. `plan_of` asks its migrator.
template <typename PlanOf>
Result<std::vector<report::OfSet<Plan>>> plans(Database& database,
                                               const PlanOf& plan_of) {
  std::vector<report::OfSet<Plan>> plans;
  for (MigratedSet& set : database.sets) {
    auto plan = plan_of(set);
    if (!plan) return std::move(plan).error();
    plans.push_back({set.name(), std::move(*plan)});
  }
  return plans;
}

// What ends a command: each prints, as text or as JSON, and returns the code.

ExitCode fail(const Invocation& invocation, const Error& error,
              ExitCode code = ExitCode::failed);
ExitCode show_plans(const Invocation& invocation,
                    const Result<std::vector<report::OfSet<Plan>>>& plans,
                    const std::string& nothing_to_do);
ExitCode show_runs(const Invocation& invocation,
                   const std::vector<report::OfSet<RunReport>>& runs,
                   const std::string& nothing_to_do);

}  // namespace godwit::cli
