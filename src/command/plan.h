// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/plan.h>
#include <godwit/result.h>

#include <string>
#include <string_view>
#include <vector>

#include "check/effects.h"
#include "command/database.h"
#include "command/of_set.h"
#include "driver/table_size.h"

namespace godwit::command {

/// What a statement does to a table, and how large that is.
struct PlannedTable {
  check::TableEffect effect = {};
  driver::TableSize size = {};
};

struct PlannedStatement {
  std::uint32_t line = 0;
  /// The first line of its text.
  std::string text = {};
  std::vector<PlannedTable> tables = {};
  std::vector<std::string> losses = {};
};

/// What is known of a step of a plan beside the step itself.
struct PlannedStep {
  /// Those that will run. Empty for C++.
  std::vector<PlannedStatement> statements = {};
  /// It can be undone by a script that the set, or the history, has.
  bool reversible = false;
  /// Why not, or what undoing it does not bring back. Empty: it is undone as a
  /// whole.
  std::vector<std::string> not_undone = {};
};

struct DetailedPlan {
  Plan plan = {};
  /// One for each of the plan's.
  std::vector<PlannedStep> steps = {};
  /// Of the snapshot, where the plan has one.
  std::vector<PlannedStatement> snapshot = {};
};

/// Of all sets, in the order in which they run.
struct DetailedPlans {
  std::vector<OfSet<DetailedPlan>> sets = {};
  /// Plan::hash of one, and one for all of several.
  std::string hash = {};
};

/// Looks at the plans' statements and asks the database how large their tables
/// are. Reads only.
Result<DetailedPlans> detailed(Database& database, Plans plans);

std::string hash_of(const Plans& plans);

/// Fails with `plan_outdated` unless that is the hash of the plans.
Result<void> check_hash(const Plans& plans, std::string_view planned);

/// What the plans would run, for the command line tool of the database: see
/// run::write_script. Precondition: a plan does something.
Result<std::string> write_script(Database& database, const Plans& plans,
                                 const MigratorOptions& options);

/// All that statements of the plans touch, each once.
std::vector<driver::TableName> touched_tables(const DetailedPlans& plans);
/// Those of them that statements change otherwise than by their rows.
std::vector<driver::TableName> altered_tables(const DetailedPlans& plans);

}  // namespace godwit::command
