// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "change/operation.h"

namespace godwit::change {

/// What changes the names in a database, and those that the database has
/// derived from them where the second schema has them derived from the new
/// ones. Everything else is to be compared once this is done.
Result<Operations> rename_operations(const schema::Model& from,
                                     const schema::Model& to,
                                     const Renames& renames);

/// Whether it leaves its schema of PostgreSQL.
bool is_move(const Rename& rename);

/// Whether something by this name may have this part.
bool is_owner(const schema::Identity& owner, const schema::Identity& part);

/// What an object of the second schema is called in the first, with what it is
/// a part of.
schema::Identity before_renames(const schema::Identity& id,
                                const Renames& renames);

/// What the second of two schemas calls an object of the first that has not
/// been dropped.
schema::Identity after_renames(const schema::Identity& id,
                               const Renames& renames);

/// What makes the second schema of the first, the same for the same two. Fails
/// with `unsupported` where there is an object of which it is not known how it
/// is made or changed, and names it.
Result<Operations> change_operations(const ChangeRequest& request);

}  // namespace godwit::change
