// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/connection.h>
#include <godwit/result.h>
#include <godwit/stop.h>

#include <optional>
#include <string>
#include <vector>

#include "command/database.h"
#include "command/new_migration.h"
#include "driver/database_url.h"
#include "generate/schema_plan.h"

namespace godwit::generate {

/// What leads from what there is to the declared schema.
struct GenerateRequest {
  /// Where the migrations are that make what there is. May have none.
  std::string directory = {};
  Dialect dialect = Dialect::sqlite;
  /// Sets, one of which may be that of the directory.
  command::Sets carried = {};
  OnConnect on_connect = {};
  /// A database that is what there is, instead. It is only read.
  std::optional<driver::DatabaseUrl> from = {};
  /// Where that has its history. Empty: in the usual place.
  std::string history_table = {};
  /// Sets that are applied before either, and are no part of the schema.
  std::vector<EmbeddedSet> before = {};
  /// Files and directories of the declared schema. Empty: what is wanted is
  /// `to` or, where that is absent too and `from` is not, what the migrations
  /// make.
  std::vector<std::string> schema = {};
  /// A database that is as wanted. It is only read.
  std::optional<driver::DatabaseUrl> to = {};
  /// Such as "person.login=person.email".
  std::vector<std::string> renames = {};
  /// Columns and tables that are dropped, and whose values a side table keeps,
  /// such as "person.email".
  std::vector<std::string> keeps = {};
  /// A server on which scratch databases can be made. Absent: the driver needs
  /// none.
  std::optional<driver::DatabaseUrl> server = {};
  /// Of the migration. Empty: after what it does.
  std::string name = {};
  bool timestamp = false;
  /// PostgreSQL: nobody waits while rows of tables in use are read or written,
  /// where there is a way, which takes several migrations.
  bool online = true;
  /// PostgreSQL: programs of before and after can run side by side while
  /// columns get another name or type, or are required.
  bool zero_downtime = false;
  StopToken stop = {};
};

/// What was planned, and not written yet.
struct Generated {
  SchemaPlan plan = {};
  /// In the order in which they apply; none where nothing differs.
  std::vector<command::NewFile> files = {};
};

Result<Generated> generate(const GenerateRequest& request);

/// All files, or none. Returns their paths.
Result<std::vector<std::string>> write_files(
    const std::string& directory, const std::vector<command::NewFile>& files);

}  // namespace godwit::generate
