// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/migration.h>

#include <optional>
#include <string>

namespace godwit {

/// What drops all that a script makes, the last first, where it makes nothing
/// but views, functions, procedures and triggers, and at most says of them who
/// may use them. Absent: it does more than that.
std::optional<std::string> way_back(const Script& script, Dialect dialect);

/// Whether a script that runs once more replaces what it has made, so that this
/// need not be gone: all that it makes by CREATE is made by CREATE OR REPLACE.
bool replaces_what_it_made(const Script& script, Dialect dialect);

}  // namespace godwit
