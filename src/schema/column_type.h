// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace godwit::schema {

/// A type of PostgreSQL as the database prints it, whatever it was written as:
/// "character varying" for "varchar". Both are in small letters and without a
/// length.
std::string printed_type(std::string_view type);

/// A type of PostgreSQL without its length, and that.
struct ColumnType {
  /// As it is printed: "timestamp with time zone" for "timestamptz(3)".
  std::string base = {};
  /// A length, or a precision and a scale. Empty: the type has none, or any.
  std::vector<int> limits = {};
};

ColumnType read_column_type(std::string_view type);

}  // namespace godwit::schema
