// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/embedded_set.h>
#include <godwit/migration.h>

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "check/execution.h"
#include "check/finding.h"

namespace godwit::check {

/// Whether a script says `-- godwit: requires libsql`, so that no file of
/// SQLite takes it.
bool requires_libsql(const Script& script);

/// Whether one of a set does: then no file takes the set as a whole.
bool requires_libsql(const MigrationSet& set);

/// What of a set SQLite runs.
struct RunBySqlite {
  Extent extent = {};
  /// That the rest was not run. Absent: it runs all.
  std::optional<Finding> rest = {};
};

/// Up to the first migration that requires libSQL; nothing, where that is in a
/// set that is required.
RunBySqlite run_by_sqlite(const MigrationSet& set,
                          std::span<const EmbeddedSet> before);

/// What to do about a statement that SQLite refuses and libSQL takes. Empty: it
/// is none that is known.
std::string hint_of_libsql(std::string_view statement);

}  // namespace godwit::check
