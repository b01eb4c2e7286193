// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/migration.h>
#include <godwit/result.h>

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "schema/catalog.h"

namespace godwit::command {

// What `squash` writes, as values: nothing here touches a file or a database.

/// What migrations have made of an empty database.
struct Made {
  schema::Catalog catalog = {};
  /// What makes the same, rows included.
  std::vector<std::string> statements = {};
};

/// Why these cannot become one: there are less than two, one is C++, or one
/// sets what is no part of what is read back. Absent: they can.
std::optional<Error> cannot_be_squashed(std::span<const Migration> migrations,
                                        Dialect dialect);

/// The text of the one file that takes the place of all of these, the last of
/// which gives it its version.
std::string squashed_text(std::span<const Migration> migrations,
                          const std::vector<std::string>& statements,
                          Dialect dialect);

/// That both are the same; names the first object, or else statement, in which
/// they differ.
Result<void> check_equal(const Made& by_migrations, const Made& by_file);

}  // namespace godwit::command
