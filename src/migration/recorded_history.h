// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/migration.h>

#include <string>
#include <vector>

namespace godwit {

/// Everything the database remembers of its migrations, as `plan` sees it.
struct RecordedHistory {
  /// False: the tables are not there.
  bool exists = false;
  /// The newest applied migration marked `breaking`. Empty: none.
  Version oldest_binary = {};
  /// In the order of application.
  std::vector<AppliedMigration> applied = {};
};

}  // namespace godwit
