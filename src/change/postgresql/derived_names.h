// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "change/operation.h"

namespace godwit::change::postgresql {

/// Renames of what has its name from a table or a column that is renamed, such
/// as `person_pkey` and `person_email_key`, where the second schema has it by
/// the name that follows.
Renames derived_renames(const schema::Model& from, const schema::Model& to,
                        const Renames& renames);

}  // namespace godwit::change::postgresql
