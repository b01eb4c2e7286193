// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "rows/browse.h"
#include "rows/table.h"

namespace godwit::rows {

enum class ExportFormat : std::uint8_t { csv, json, sql };

/// "csv", "json" or "sql". Absent: it is none of them.
std::optional<ExportFormat> format_named(std::string_view name);

struct ExportRequest {
  /// Rows of a table, unless there is `sql`: one statement of a person.
  Selection selection = {};
  std::string sql = {};
  ExportFormat format = ExportFormat::csv;
  /// CSV: an apostrophe before what begins with one of `=`, `+`, `-`, `@`, a
  /// tab or a carriage return, which spreadsheets would take for a formula.
  /// Names of columns are no exception, negative numbers neither.
  bool defuse_formulas = false;
};

/// Takes a piece of the text; false: nobody reads it any more.
using TakeText = std::function<bool(std::string_view)>;

/// Writes rows as they come, without a limit of their number. CSV as RFC 4180,
/// in UTF-8: NULL is nothing, an empty text is `""`. JSON: an array of objects
/// with texts. SQL: INSERT statements, without what the database computes.
Result<void> export_rows(const Source& source, const ExportRequest& request,
                         const TakeText& take);

}  // namespace godwit::rows
