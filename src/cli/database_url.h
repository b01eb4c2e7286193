// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/embedded_set.h>
#include <godwit/result.h>

#include <optional>
#include <string>
#include <vector>

#include "cli/environment.h"
#include "command/database.h"

namespace godwit::cli {

using command::Sets;

/// A database and the sets that belong to it.
struct Target {
  /// May hold a password: never to be shown.
  std::string url = {};
  Dialect dialect = Dialect::sqlite;
  /// Not empty; in the order in which they apply.
  std::vector<EmbeddedSet> sets = {};
};

/// Which database is meant. In order of strength: the option, DATABASE_URL,
/// DB_HOST and its companions (PostgreSQL only, so that an executor without a
/// set for it does not look at them), the default of a set. All failures are
/// errors of usage.
Result<Target> choose_target(Sets sets,
                             const std::optional<std::string>& option,
                             const Variables& environment);

}  // namespace godwit::cli
