// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "command/database.h"

namespace godwit::command {

/// What is undone, if exactly that can be applied again. Precondition: there is
/// one set.
Result<Plans> plan_redo(Database& database, const DownRequest& request);

struct Redone {
  Runs undone = {};
  /// Empty: undoing has failed.
  Runs again = {};
};

/// Undoes exactly the steps of that plan, and applies them again.
Redone redo(Database& database, const Plans& plans);

/// Up to a version, or down to it where it is applied. Precondition: there is
/// one set.
Result<Plans> plan_goto(Database& database, const Version& version);

}  // namespace godwit::command
