// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/connection.h>
#include <godwit/result.h>

#include <span>
#include <string>
#include <vector>

namespace godwit::generate {

/// A file of the declared schema.
struct SchemaFile {
  /// As messages name it.
  std::string path = {};
  std::string text = {};
};

/// Of each path that is a directory, the .sql files in it and below, by name.
Result<std::vector<SchemaFile>> read_schema_files(
    std::span<const std::string> paths);

/// Makes what the files say of an empty database, in whatever order they say
/// it. Fails with the first statement that no order helps, at its place, and
/// with what speaks of something that is not there.
Result<void> load_schema(Connection& connection,
                         std::span<const SchemaFile> files);

}  // namespace godwit::generate
