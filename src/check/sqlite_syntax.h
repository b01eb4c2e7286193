// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/error.h>
#include <godwit/migration.h>

#include <vector>

namespace godwit::check {

/// What SQLite's own parser says, one error for each statement. It looks up
/// tables while it parses; that they are missing is no error here. Empty where
/// this was built without SQLite.
std::vector<Error> sqlite_syntax_errors(const Script& script);

}  // namespace godwit::check
