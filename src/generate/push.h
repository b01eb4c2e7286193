// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/connection.h>
#include <godwit/embedded_set.h>
#include <godwit/migrator.h>
#include <godwit/result.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "driver/database_url.h"
#include "generate/schema_plan.h"

namespace godwit::generate {

/// A database of development that is to have the declared schema at once,
/// without a migration.
struct PushRequest {
  driver::DatabaseUrl database;
  /// Whose migrations must all be applied, unless the database was pushed to
  /// before. Absent: nobody knows any.
  std::optional<EmbeddedSet> set = {};
  /// Sets that it must have, too, and that are no part of the schema.
  std::vector<EmbeddedSet> before = {};
  /// As GenerateRequest has them.
  std::vector<std::string> schema = {};
  std::vector<std::string> renames = {};
  std::vector<std::string> keeps = {};
  std::optional<driver::DatabaseUrl> server = {};
  OnConnect on_connect = {};
  /// Also where the history is.
  MigratorOptions migrate = {};
};

/// What would go, or be changed.
struct Loss {
  change::Risk risk = change::Risk::drops_table;
  /// As the database has it.
  schema::Identity object = {};
  /// Rows of a table, values that are not NULL of a column.
  std::int64_t rows = 0;
};

/// By which people accept it, such as "person.email".
std::string name_of(const Loss& loss);

struct PushPlan {
  SchemaPlan plan = {};
  /// One for each danger of the plan that is one, in their order.
  std::vector<Loss> losses = {};
};

/// What it would do, proved on scratch databases. Reads only. Fails with
/// `protected_database` where the database must keep what it has, and with
/// `pending` where `up` is first.
Result<PushPlan> plan_push(const PushRequest& request);

/// Does that under the lock of the history, in one transaction where the
/// database lets it, and leaves in the history that it was done. Fails with
/// `plan_outdated` before anything where the schema has changed since, or more
/// would be lost.
Result<void> push(const PushRequest& request, const PushPlan& planned);

/// The statements of a plan, as they would run.
std::string push_script(const SchemaPlan& plan, Dialect dialect);

}  // namespace godwit::generate
