// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/migration.h>

namespace godwit::check {

/// The major version of PostgreSQL that a script says it needs, by
/// `-- godwit: requires postgresql >= 16`. 0: none.
int required_server(const Script& script);

}  // namespace godwit::check
