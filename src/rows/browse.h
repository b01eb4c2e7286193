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
#include "rows/conditions.h"
#include "rows/row.h"
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

/// The SELECT of the selection with all columns, for an export.
Result<driver::console::Statement> select_all(driver::console::Console& console,
                                              const Selection& selection);

}  // namespace godwit::rows
