// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/migration.h>

#include <cstddef>
#include <string>
#include <vector>

namespace godwit {

/// Checksum of the first `count` statements of a script, for
/// AppliedMigration::statements_checksum.
std::string statements_checksum(const Script& script, std::size_t count);

/// Those of no statement, of the first one, of the first two, …, of all.
std::vector<std::string> statements_checksums(const Script& script);

}  // namespace godwit
