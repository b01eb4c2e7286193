// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <fmt/format.h>
#include <godwit/migration.h>

#include <string>

namespace godwit::history {

/// What stands in the column `id`: the version, or for what has none the kind
/// and the name.
inline std::string row_id(MigrationKind kind, const Version& version,
                          std::string_view name) {
  if (kind == MigrationKind::versioned) return version.text();
  return fmt::format("{}/{}", to_string(kind), name);
}

/// Of a step or a row.
template <typename Migrated>
std::string row_id(const Migrated& one) {
  return row_id(one.kind, one.version, one.name);
}

}  // namespace godwit::history
