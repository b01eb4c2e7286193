// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>

#include "rows/browse.h"
#include "rows/cells.h"
#include "studio/api.h"

namespace godwit::studio {

// What is sent of rows: values as texts, never as numbers of JavaScript's.

/// A text, unless it is a part, or bytes where nobody would expect them.
Json cell_json(const rows::ShownCell& cell, Dialect dialect,
               bool binary_column);
Json column_json(const rows::Column& column, const rows::Table& table);
Json row_json(const rows::ShownRow& row, const rows::Table& table);
/// Null: there is no further page.
Json cursor_json(const std::optional<rows::Cursor>& cursor);

}  // namespace godwit::studio
