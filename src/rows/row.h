// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "driver/console/console.h"
#include "rows/cells.h"
#include "rows/table.h"

namespace godwit::rows {

struct ShownRow {
  /// Of row_key().
  driver::console::Values key = {};
  /// What tells that the row was changed since: of PostgreSQL the transaction
  /// that wrote it, else a digest of the cells, of one that is cut of what is
  /// shown of it and its length.
  std::string version = {};
  /// As many as the table has columns.
  std::vector<ShownCell> cells = {};
};

/// What is selected, or returned, to show rows, and a row of that.
std::string shown_row_columns(const Table& table);
ShownRow shown_row(const Table& table, driver::console::Values row);

/// The columns as a list in SQL, and in their order.
std::string all_columns(const Table& table);

/// What a list in SQL selects of the row with these values of row_key().
/// Absent: there is no such row.
Result<std::optional<driver::console::Values>> select_row(
    driver::console::Console& console, const Table& table,
    const driver::console::Values& key, const std::string& columns);

/// The same for columns by their names.
Result<std::optional<driver::console::Values>> select_columns(
    driver::console::Console& console, const Table& table,
    const driver::console::Values& key, std::span<const std::string> names);

/// The row as it is now. Its version tells of every change, also of those deep
/// inside of a long value, for which all of the row is read.
Result<std::optional<ShownRow>> read_row(driver::console::Console& console,
                                         const Table& table,
                                         const driver::console::Values& key);

/// The version that read_row() gives a row, provided that `version` is still
/// what is shown of it; otherwise `version`, which no edit gets through with.
Result<std::string> whole_version(const Source& source,
                                  const driver::TableName& name,
                                  const driver::console::Values& key,
                                  const std::string& version);

/// A value as a whole. Absent: there is no such row any more.
Result<std::optional<driver::console::Value>> whole_cell(
    const Source& source, const driver::TableName& name,
    const driver::console::Values& key, const std::string& column);

}  // namespace godwit::rows
