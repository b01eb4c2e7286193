// SPDX-License-Identifier: BSL-1.0
#pragma once

// Rows of a statement of SQLite as the header of a schema declares them. The
// program links SQLite itself.

#include <godwit/row_values.h>
#include <sqlite3.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace godwit {
namespace detail {

inline std::string_view text_of(sqlite3_stmt* statement, int column) {
  const auto* text =
      reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
  if (text == nullptr) return {};
  const int size = sqlite3_column_bytes(statement, column);
  return {text, static_cast<std::size_t>(size)};
}

inline bool read_sqlite(sqlite3_stmt* statement, int column,
                        std::int64_t& value) {
  if (sqlite3_column_type(statement, column) != SQLITE_INTEGER) return false;
  value = sqlite3_column_int64(statement, column);
  return true;
}

inline bool read_sqlite(sqlite3_stmt* statement, int column, bool& value) {
  std::int64_t number = 0;
  if (!read_sqlite(statement, column, number)) return false;
  value = number != 0;
  return number == 0 || number == 1;
}

inline bool read_sqlite(sqlite3_stmt* statement, int column, double& value) {
  const int type = sqlite3_column_type(statement, column);
  if (type != SQLITE_FLOAT && type != SQLITE_INTEGER) return false;
  value = sqlite3_column_double(statement, column);
  return true;
}

inline bool read_sqlite(sqlite3_stmt* statement, int column,
                        std::vector<std::byte>& value) {
  if (sqlite3_column_type(statement, column) != SQLITE_BLOB) return false;
  const auto* bytes =
      static_cast<const std::byte*>(sqlite3_column_blob(statement, column));
  const int size = sqlite3_column_bytes(statement, column);
  if (size > 0) value.assign(bytes, bytes + size);
  return true;
}

/// Text, and numbers as texts, which a column without a type of SQLite's own
/// may hold, too.
template <typename T>
bool read_sqlite(sqlite3_stmt* statement, int column, T& value) {
  if (sqlite3_column_type(statement, column) == SQLITE_BLOB) return false;
  return read_value(text_of(statement, column), value);
}

}  // namespace detail

/// The row that `sqlite3_step` has reached, of a statement that selects all
/// columns of a table in their order, as `Schema::select` does, from
/// `first_column` on. Fails with `unexpected_value` where the statement has no
/// row, or fewer columns, and where a value is missing, or of another type than
/// its column: SQLite keeps what it is given unless the table is STRICT.
template <typename Schema>
Result<typename Schema::row> read_row(sqlite3_stmt* statement,
                                      int first_column = 0) {
  const int columns = sqlite3_data_count(statement);
  if (columns == 0) return detail::no_such_row(Schema::table);
  if (columns - first_column < static_cast<int>(Schema::column_names.size())) {
    return detail::too_few_columns(Schema::table);
  }
  return detail::read_columns<Schema>(
      [&](int column) {
        return sqlite3_column_type(statement, first_column + column) ==
               SQLITE_NULL;
      },
      [&](int column, auto& value) {
        return detail::read_sqlite(statement, first_column + column, value);
      });
}

}  // namespace godwit
