// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/connection.h>
#include <godwit/embedded_set.h>
#include <godwit/migration.h>
#include <godwit/result.h>
#include <godwit/stop.h>
#include <godwit/version.h>

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "command/database.h"
#include "driver/database_url.h"
#include "schema/catalog.h"

namespace godwit::command {

/// What a database is compared with: the migrations of a set up to a version,
/// run on a scratch database.
struct ReplayRequest {
  Version version = {};
  /// Of the database itself: the scratch database is made on the same server.
  driver::DatabaseUrl beside;
  /// An empty database to take instead. It keeps what the migrations make.
  std::optional<driver::DatabaseUrl> scratch = {};
  StopToken stop = {};
};

/// Runs the migrations of a set up to the last that is wanted, with what is
/// repeatable where that is the last of the set, on an empty database.
Result<void> replay(Connection& connection, const MigrationSet& set,
                    std::span<const EmbeddedSet> before, const Migration& last,
                    const StopToken& stop);

/// What a database consists of beside the histories of these tables.
Result<schema::Catalog> catalog_without_histories(
    Connection& connection, std::span<const std::string> histories);

/// Where the schema of the database, the first and only one of which the sets
/// are, is another one than the migrations make. Rows are not looked at, nor
/// the tables of histories. Changes nothing in the database.
Result<std::vector<schema::ObjectDifference>> compare_with_replay(
    Database& database, const ReplayRequest& request);

}  // namespace godwit::command
