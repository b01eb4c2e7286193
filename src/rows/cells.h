// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "driver/console/console.h"
#include "rows/table.h"

namespace godwit::rows {

/// So much of a value is shown: characters, or half as many bytes.
inline constexpr std::size_t shown_characters = 512;

/// A value, or its beginning.
struct ShownCell {
  driver::console::Value value = {};
  /// In bytes; of a large value of PostgreSQL that is not stored as a text, and
  /// of which nothing is shown, as it is stored. Absent: it is whole.
  std::optional<std::size_t> length = {};
};

/// What a SELECT says for columns, so that of long values only the beginning
/// is read: two expressions for each, the beginning and the length.
std::string shown_columns(const Table& table);

/// The cells of a row, in which those expressions begin at `first`.
std::vector<ShownCell> shown_cells(const Table& table,
                                   driver::console::Values& row,
                                   std::size_t first);

/// A digest of the cells as far as they are there, lengths included.
std::string version_of(const std::vector<ShownCell>& cells);

}  // namespace godwit::rows
