// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/connection.h>
#include <godwit/embedded_set.h>
#include <godwit/error.h>
#include <godwit/migration.h>

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace godwit::check {

/// How much of a set is run.
struct Extent {
  /// So many, from the first on.
  std::size_t migrations = 0;
  /// And then the repeatable scripts.
  bool repeatable = false;
};

/// All of it.
Extent whole(const MigrationSet& set);

/// What came of running a set.
struct Executed {
  /// Of ways down, and what kept the set from being run.
  std::vector<Error> errors = {};
  /// The way up that failed. What comes after it was not run.
  const Migration* failed = nullptr;
  std::optional<Error> why = {};
};

/// Runs the scripts of the set, to this extent, on a database that must have no
/// history of it and may be destroyed: each migration is applied and, where it
/// has a way down, undone and applied again. Required sets are applied before.
/// All ways down that fail are told, as long as what is left is what the
/// migrations after them expect: a script that is not in a transaction may
/// leave less. `on_connect` sets up the connection that is made.
Executed execute(const std::string& database_url, const MigrationSet& set,
                 const Extent& extent, std::span<const EmbeddedSet> before,
                 const OnConnect& on_connect);

/// Applies the snapshot of a set to an empty database, as `up` does. A set has
/// none where another one is required.
Result<void> apply_snapshot(const std::string& database_url,
                            const MigrationSet& set,
                            const OnConnect& on_connect);

}  // namespace godwit::check
