// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/connection.h>
#include <godwit/embedded_set.h>
#include <godwit/migration.h>
#include <godwit/result.h>
#include <godwit/stop.h>

#include <optional>
#include <span>
#include <vector>

#include "driver/database_url.h"
#include "driver/scratch.h"
#include "schema/model.h"

namespace godwit::generate {

/// A database to replay migrations on: on a server, or as the driver of the
/// dialect has them by itself.
Result<driver::Scratch> scratch_for_replay(
    const std::optional<driver::DatabaseUrl>& server, Dialect dialect,
    const ConnectOptions& options);

/// Adds what the history of a set consists of, which is no part of a schema.
Result<void> note_history(const MigrationSet& set,
                          std::vector<schema::Identity>& histories);

/// An error of the migrations themselves, which ran on a scratch database.
Error of_the_migrations(Error error);

Result<void> apply_sets(std::span<const EmbeddedSet> sets,
                        Connection& connection, const StopToken& stop);

/// Runs the migrations of a set on a scratch database, behind those of sets
/// that are required. Refuses what reaches beyond that database.
Result<void> replay(const MigrationSet& set,
                    std::span<const EmbeddedSet> required,
                    Connection& connection, const StopToken& stop);

}  // namespace godwit::generate
