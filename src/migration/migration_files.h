// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>
#include <godwit/run_time_set.h>

#include <cstdint>
#include <string>
#include <vector>

namespace godwit {

/// What is made of `.cpp` files, which nobody can run who has not compiled
/// them.
enum class CodeFiles : std::uint8_t { refused, taken };

/// The migrations that lie directly in a directory, but for hidden files, in no
/// order and without functions.
Result<std::vector<MigrationFile>> read_migration_files(
    const std::string& directory, CodeFiles code);

/// That they can make a set: some there are, and all have names that files can
/// have. `directory`: for messages.
Result<void> check_files(const std::vector<MigrationFile>& files,
                         const std::string& directory);

}  // namespace godwit
