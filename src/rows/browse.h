// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "driver/console/console.h"
#include "rows/cells.h"
#include "rows/conditions.h"
#include "rows/table.h"

namespace godwit::rows {

/// Which rows.
struct Selection {
  driver::TableName table = {};
  std::vector<Filter> filters = {};
  /// SQL of a person. Where it is not empty, all is read as
  /// driver::console::Access::reading_anything.
  std::string where = {};
  std::vector<SortBy> sort = {};
};

/// Where a page ends: the values of what its rows are sorted by, or, where
/// nothing tells the rows apart, how many came before.
struct Cursor {
  driver::console::Values values = {};
  std::size_t offset = 0;
};

struct PageRequest {
  Selection selection = {};
  std::optional<Cursor> after = {};
  std::size_t limit = 100;
};

struct ShownRow {
  /// Of row_key().
  driver::console::Values key = {};
  /// Empty: nothing tells whether it was changed since.
  std::string version = {};
  /// As many as the table has columns.
  std::vector<ShownCell> cells = {};
};

/// A statement that was sent, for whoever wants to see it.
struct Sent {
  std::string sql = {};
  std::chrono::microseconds took = {};
};

struct Page {
  Table table = {};
  std::vector<ShownRow> rows = {};
  /// Absent: these are the last ones.
  std::optional<Cursor> next = {};
  /// What is worth knowing. Empty: nothing.
  std::string notice = {};
  Sent sent = {};
};

/// One page of the rows of a table, without ever counting them.
Result<Page> browse(const Source& source, const PageRequest& request);

struct Count {
  /// Absent: the database has no statistics, and nobody wants to count.
  std::optional<std::int64_t> rows = {};
  bool exact = false;
  Sent sent = {};
};

/// All of the selection, or about how many the database thinks there are.
Result<Count> count(const Source& source, const Selection& selection,
                    bool exact);

/// A value as a whole. Absent: there is no such row any more.
Result<std::optional<driver::console::Value>> whole_cell(
    const Source& source, const driver::TableName& table,
    const driver::console::Values& key, const std::string& column);

/// The SELECT of the selection with all columns, for an export.
Result<driver::console::Statement> select_all(driver::console::Console& console,
                                              const Selection& selection);

/// What is selected, or returned, to show rows, and a row of that.
std::string shown_row_columns(const Table& table);
ShownRow shown_row(const Table& table, driver::console::Values row);

}  // namespace godwit::rows
