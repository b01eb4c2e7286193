// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace godwit::sql {

/// By what a statement reaches beyond its database.
struct Outside {
  /// As users know it, such as "COPY TO PROGRAM" or "pg_read_file()".
  std::string what = {};
  /// In the statement.
  std::size_t offset = 0;
};

/// Whether a statement of PostgreSQL reaches files and programs of the server,
/// its settings, other databases or other servers; as it stands there: DO
/// blocks are looked into, and texts that they EXECUTE where those are plain
/// strings. Not seen is what functions and triggers do when they are called,
/// and a text that is put together at run time. Absent: nothing was found.
std::optional<Outside> reach_outside(std::string_view statement);

}  // namespace godwit::sql
