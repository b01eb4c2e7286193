// SPDX-License-Identifier: BSL-1.0
#pragma once

// Rows of a result of PostgreSQL as the header of a schema declares them. The
// program links libpq itself.

#include <godwit/row_values.h>
#include <libpq-fe.h>

#include <cstddef>
#include <string_view>

namespace godwit {

/// A row of a result in text format, of a query that selects all columns of a
/// table in their order, as `Schema::select` does, from `first_column` on.
/// Fails with `unexpected_value` where the result has no such row, or fewer
/// columns, and where a value is missing or cannot be read as its column's
/// type.
template <typename Schema>
Result<typename Schema::row> read_row(const PGresult* result, int row,
                                      int first_column = 0) {
  if (row < 0 || row >= PQntuples(result)) {
    return detail::no_such_row(Schema::table);
  }
  const int columns = PQnfields(result) - first_column;
  if (columns < static_cast<int>(Schema::column_names.size())) {
    return detail::too_few_columns(Schema::table);
  }
  return detail::read_columns<Schema>(
      [&](int column) {
        return PQgetisnull(result, row, first_column + column) == 1;
      },
      [&](int column, auto& value) {
        const int at = first_column + column;
        if (PQfformat(result, at) != 0) return false;
        const std::string_view text(
            PQgetvalue(result, row, at),
            static_cast<std::size_t>(PQgetlength(result, row, at)));
        return detail::read_value(text, value);
      });
}

}  // namespace godwit
