// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/migration.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace godwit {

/// What follows `-- godwit: replaces`: "0001_create_person", or, of one that
/// 0003_squashed had replaced, "0003_squashed/0001_create_person", since no
/// name of a file has a slash. Absent: it is neither.
std::optional<ReplacedMigration> read_replaced(std::string_view text);

/// As it is read.
std::string written(const ReplacedMigration& replaced);

/// What the migrations of a set say they replace and cannot: what the set has,
/// what comes later, and the same twice.
std::vector<Error> check_replaced(const MigrationSet& migrations);

}  // namespace godwit
