// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/connection.h>
#include <godwit/embedded_set.h>
#include <godwit/migration.h>
#include <godwit/result.h>
#include <godwit/stop.h>

#include <optional>
#include <string>
#include <vector>

#include "driver/database_url.h"
#include "driver/scratch.h"
#include "schema/expected_schema.h"

namespace godwit::generate {

/// A set whose migrations are run on a scratch database.
struct ReplayRequest {
  EmbeddedSet set;
  /// Sets that are applied before.
  std::vector<EmbeddedSet> before = {};
  /// A server on which scratch databases can be made. Absent: the driver needs
  /// none.
  std::optional<driver::DatabaseUrl> server = {};
  OnConnect on_connect = {};
  StopToken stop = {};
};

/// Where a set is to be replayed.
struct ReplayGround {
  MigrationSet set;
  /// The tables of histories, which are no part of a schema.
  std::vector<schema::Identity> histories = {};
  driver::Scratch scratch;
};

/// A scratch database on which the sets are applied that go before.
Result<ReplayGround> replay_ground(const ReplayRequest& request);

struct ReplayedSchema {
  /// As the sets that are applied before leave it.
  schema::Model before = {};
  schema::ExpectedSchema made = {};
};

/// What the migrations of a set make, without the tables of histories.
Result<ReplayedSchema> replayed_schema(const ReplayRequest& request);

}  // namespace godwit::generate
