// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/migration.h>

#include <string>

namespace godwit {

/// Checksum of the first `count` statements of a script, for
/// AppliedMigration::statements_checksum.
std::string statements_checksum(const Script& script, std::size_t count);

}  // namespace godwit
