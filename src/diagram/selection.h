// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include <cstddef>
#include <string>
#include <vector>

#include "diagram/tables.h"

namespace godwit::diagram {

/// Which tables are shown.
struct Selection {
  /// Patterns of names, with or without a schema, in which "*" stands for any
  /// characters and "?" for one. None: all.
  std::vector<std::string> patterns = {};
  /// A table, by its name, with or without a schema. Empty: no table in
  /// particular.
  std::string focus = {};
  /// How many foreign keys, in any direction, lie between the focus and what is
  /// shown.
  std::size_t distance = 1;
};

/// Those tables, and the references between them. Fails with invalid_argument
/// where there is no such table, or the name is that of several.
Result<Tables> selected(Tables all, const Selection& selection);

/// A table and those that it refers to or that refer to it.
Tables neighbourhood(const Tables& all, std::size_t table,
                     std::size_t distance);

}  // namespace godwit::diagram
