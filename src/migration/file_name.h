// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>
#include <godwit/version.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace godwit {

/// What a file holds, as its name says.
enum class FileKind : std::uint8_t {
  whole,  ///< `<version>_<name>.sql`: an up half and perhaps a down half
  up,     ///< `<version>_<name>.up.sql`
  down,   ///< `<version>_<name>.down.sql`
  code,   ///< `<version>_<name>.cpp`
};

/// The parts of a file name such as "0001_create_person.up.sql".
struct FileName {
  Version version = {};
  /// Views the file name. Empty for "0001.sql", which is legal.
  std::string_view name = {};
  FileKind kind = FileKind::whole;
};

/// "0007_add_email", as people call a migration: the version alone where it has
/// no name, and the name where it has no version.
std::string migration_label(const Version& version, std::string_view name);

/// Fails with invalid_migration at `path`, the same name with its directory.
Result<FileName> parse_file_name(std::string_view file_name,
                                 std::string_view path);

/// The name of a file in its own directory: EmbeddedSet::file_name without the
/// part of the set.
std::string_view name_in_part(std::string_view name);

/// What the name of a seed says, such as "0001_person.dev.sql".
struct SeedName {
  Version version = {};
  /// All but the ending, "0001_person.dev".
  std::string_view stem = {};
  /// "dev". Empty: it belongs everywhere.
  std::string_view environment = {};
};

/// As parse_file_name.
Result<SeedName> parse_seed_name(std::string_view file_name,
                                 std::string_view path);

}  // namespace godwit
