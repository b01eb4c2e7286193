// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/drift.h>
#include <godwit/migration.h>
#include <godwit/result.h>
#include <godwit/stop.h>

#include <optional>

#include "command/database.h"
#include "driver/database_url.h"

namespace godwit::command {

struct DriftSearch {
  DriftRequest request = {};
  /// A server on which a scratch database may be made, where the migrations
  /// have to be run to know what they make. Absent: only where the driver has
  /// scratch databases by itself.
  std::optional<driver::DatabaseUrl> scratch = {};
  /// What the placeholders of the sets stand for.
  PlaceholderValues placeholders = {};
  StopToken stop = {};
};

/// How the database differs from what all of its sets make together: by what
/// their builds wrote down or, where they did not or the database is not at the
/// last migration, by a run of what is applied on a scratch database. Fails
/// where the database has what no set knows.
Result<Drift> find_drift(Database& database, const DriftSearch& search);

}  // namespace godwit::command
