// SPDX-License-Identifier: BSL-1.0
#pragma once

// What rows_sqlite.h and rows_postgresql.h share.

#include <godwit/result.h>
#include <godwit/schema.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace godwit::detail {

/// A value as PostgreSQL writes it. False: the text is no value of that type,
/// and nothing was changed.
bool read_value(std::string_view text, bool& value);
bool read_value(std::string_view text, std::int16_t& value);
bool read_value(std::string_view text, std::int32_t& value);
bool read_value(std::string_view text, std::int64_t& value);
bool read_value(std::string_view text, float& value);
bool read_value(std::string_view text, double& value);
bool read_value(std::string_view text, std::string& value);
bool read_value(std::string_view text, std::vector<std::byte>& value);

/// Of any other type, by what the program has said.
template <typename T>
bool read_value(std::string_view text, T& value) {
  std::optional<T> read = ValueText<T>::read(text);
  if (!read) return false;
  value = *std::move(read);
  return true;
}

/// There is no such row, or it has fewer columns than are read.
Error no_such_row(const Table& table);
Error too_few_columns(const Table& table);
/// A value that the column cannot have by its schema.
Error unexpected_null(const Table& table, std::string_view column);
Error unexpected_value(const Table& table, std::string_view column);

/// Reads a row of a table column by column: `is_null(i)` and `read(i, value)`,
/// which is false where the value is of another type, know where it is.
template <typename Schema, typename IsNull, typename Read>
Result<typename Schema::row> read_columns(const IsNull& is_null,
                                          const Read& read) {
  typename Schema::row row{};
  std::optional<Error> error;
  int number = 0;
  const auto each = [&]<typename T>(const Column<T>& column, T& value) {
    const int at = number++;
    if constexpr (Column<T>::nullable) {
      if (is_null(at)) return true;
      if (read(at, value.emplace())) return true;
    } else {
      if (is_null(at)) {
        error = unexpected_null(Schema::table, column.name);
        return false;
      }
      if (read(at, value)) return true;
    }
    error = unexpected_value(Schema::table, column.name);
    return false;
  };
  if (!Schema::visit(row, each)) return *std::move(error);
  return row;
}

}  // namespace godwit::detail
