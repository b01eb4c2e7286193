// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include <span>
#include <string>

#include "rows/edit.h"
#include "rows/table.h"

namespace godwit::rows {

/// What takes edits back, where that can be known before they are made.
struct WayBack {
  /// Statements like those of write_sql(). Empty where there are none.
  std::string sql = {};
  /// Why there are none, with names as they are. Empty: there are.
  std::string unknown = {};
};

/// For the way down of a migration whose way up write_sql() has written: gives
/// the rows the values that they have now. That of an edit is not known where a
/// trigger or a foreign key changes more than its row, or where the database
/// makes the key of a row that is added.
Result<WayBack> write_way_back(const Source& source,
                               std::span<const Edit> edits);

}  // namespace godwit::rows
