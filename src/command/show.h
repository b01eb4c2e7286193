// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "command/database.h"

namespace godwit::command {

/// A migration to look at.
struct ShownMigration {
  std::string set = {};
  Version version = {};
  std::string name = {};
  /// Empty: it is only in the history.
  std::string file = {};
  /// Absent: the history does not keep it.
  std::optional<std::string> up = {};
  /// Absent: there is no way down.
  std::optional<std::string> down = {};
};

/// That of each set which has this version. Empty: none has.
Result<std::vector<ShownMigration>> show(Sets sets, const Version& version);

/// The repeatable scripts and seeds of this name. Fails where none has it.
Result<std::vector<ShownMigration>> show_named(Sets sets,
                                               const std::string& name);

/// What the histories of the database keep of it. Fails where none has it.
Result<std::vector<ShownMigration>> show_recorded(Database& database,
                                                  const Version& version);

}  // namespace godwit::command
