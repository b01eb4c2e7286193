// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/connection.h>
#include <godwit/embedded_set.h>
#include <godwit/result.h>
#include <godwit/stop.h>

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "driver/database_url.h"
#include "generate/declared_schema.h"
#include "generate/schema_plan.h"

namespace godwit::generate {

/// A schema by what makes it: the migrations of a directory, which may have
/// none, are replayed.
struct OfMigrations {
  std::string directory = {};
};

/// A live database is copied by what makes all of it of an empty one. It is
/// only read.
struct OfDatabase {
  driver::DatabaseUrl url;
  /// Where it has its history, which is no part of it. Empty: in the usual
  /// place.
  std::string history_table = {};
};

/// The files of a declared schema are loaded.
struct OfFiles {
  std::vector<SchemaFile> files = {};
};

using Origin = std::variant<OfMigrations, OfDatabase, OfFiles>;

/// How one schema becomes another, of whatever each of them is made.
struct OriginsRequest {
  Origin from;
  Origin to;
  Dialect dialect = Dialect::sqlite;
  /// Sets that are applied before, and are no part of either. A live database
  /// must have them already.
  std::vector<EmbeddedSet> before = {};
  /// As SchemaPlanRequest has them, beside those that files tell.
  std::vector<std::string> renames = {};
  std::vector<std::string> keeps = {};
  /// See GenerateRequest.
  bool online = false;
  bool zero_downtime = false;
  /// A server on which scratch databases can be made. Absent: the driver needs
  /// none.
  std::optional<driver::DatabaseUrl> server = {};
  OnConnect on_connect = {};
  StopToken stop = {};
};

/// Makes both in scratch databases and plans there. A copy of a live database
/// that is another one is `unsupported`.
Result<SchemaPlan> plan_between(const OriginsRequest& request);

}  // namespace godwit::generate
