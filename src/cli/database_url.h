// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/embedded_set.h>
#include <godwit/result.h>

#include <optional>
#include <string>
#include <vector>

#include "cli/environment.h"
#include "command/database.h"
#include "driver/database_url.h"

namespace godwit::cli {

using command::Sets;

/// A database and the sets that belong to it.
struct Target {
  driver::DatabaseUrl url;
  /// Of its dialect; in the order in which they apply.
  std::vector<EmbeddedSet> sets = {};
};

/// What is known of the database that is meant.
struct Naming {
  /// Those that are meant, and all that the program carries.
  Sets sets;
  Sets carried;
  std::optional<std::string> option = {};
  const Environment& environment;
  /// The program runs beside others, for which a database of another dialect
  /// may be meant.
  bool among_others = false;
};

/// Which database is meant. In order of strength: the option, DATABASE_URL of
/// the environment, DB_HOST and its companions (PostgreSQL only, so that a
/// program without a set for it does not look at them) where the environment
/// has DB_HOST or DB_NAME, both in the same order of the file, the default of
/// one of the sets, and that of another set that the program carries. Of the
/// companions that the environment lacks those of the file count. All failures
/// are errors of usage.
Result<driver::DatabaseUrl> choose_url(const Naming& naming);

/// What belongs to it. Fails where none of the sets does.
Result<Target> target_at(driver::DatabaseUrl url, Sets sets);

/// Both.
Result<Target> choose_target(const Naming& naming);

/// Those of one dialect.
std::vector<EmbeddedSet> sets_for(Sets sets, Dialect dialect);

}  // namespace godwit::cli
