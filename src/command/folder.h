// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/embedded_set.h>
#include <godwit/result.h>
#include <godwit/sql.h>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "command/database.h"
#include "migration/migration_files.h"
#include "migration/set_data.h"

namespace godwit::command {

/// A directory of migrations as a set, which nobody has embedded yet and which
/// may be broken. Not to be moved once it is read.
struct Folder {
  SetData data = {};
  EmbeddedData view = {};

  EmbeddedSet set() const { return EmbeddedSet(view); }
};

/// Of a path that is given: a directory, or a migration in one.
bool is_folder(const std::string& path);
bool is_migration_file(const std::string& path);

/// The directory of a file; empty: that of the process.
std::string folder_of(const std::string& file);

/// The same for all ways to write the path of a directory.
std::string canonical(const std::string& directory);

/// The path of what lies in the directory of the process, or below it, without
/// that; any other as it is.
std::string from_here(const std::string& path);

/// A file of a directory that was read, as messages name it. Fails where there
/// is none at that path.
Result<std::string> file_in(const Folder& folder, const std::string& path);

/// Which dialect a directory is of: as asked for, as the carried set is of that
/// comes from there, as all carried sets are, or as the directory is called.
Result<Dialect> dialect_of_folder(const std::string& directory,
                                  std::optional<Dialect> asked, Sets carried);

/// The carried set that was built from a directory. Null: none was.
const EmbeddedSet* carried_from(const std::string& directory, Sets carried);

/// Of these files, in any order; otherwise as read_folder.
void make_folder(const std::string& directory, Dialect dialect,
                 std::size_t number, std::vector<MigrationFile> files,
                 Folder& folder);

/// Messages name its files as the directory was given. `number`: no other one
/// that is read has it, so that each keeps a history of its own where several
/// are applied to one database.
Result<void> read_folder(const std::string& directory, Dialect dialect,
                         std::size_t number, Folder& folder);

}  // namespace godwit::command
