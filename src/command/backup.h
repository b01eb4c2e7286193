// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/migrator.h>
#include <godwit/plan.h>
#include <godwit/result.h>

#include <string>

#include "command/database.h"
#include "run/copy.h"

namespace godwit::command {

/// A name for a backup: of the database, of the moment (UTC) and of the last
/// version that the database has of the first set, such as
/// "shop.db-20260131T120000Z-0003.backup"; "-empty" where it has none.
Result<std::string> backup_name(Database& database);

/// There is nothing to do.
bool is_idle(const Plans& plans);

/// As `up`, by a copy of the SQLite file that `request` names, which takes its
/// place. Where it fails nothing is kept.
Runs up_by_copy(Database& database, const DatabaseRequest& request,
                const UpRequest& up, run::CopyRequest copy);

}  // namespace godwit::command
