// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "driver/console/console.h"
#include "rows/table.h"

namespace godwit::rows {

enum class Operator : std::uint8_t {
  equal,
  not_equal,
  less,
  less_or_equal,
  greater,
  greater_or_equal,
  contains,
  begins,
  is_null,
  is_not_null,
};

/// "=", "!=", "<", "<=", ">", ">=", "contains", "begins", "null", "not null".
/// Absent: it is none of them.
std::optional<Operator> operator_named(std::string_view name);

struct Filter {
  std::string column = {};
  Operator op = Operator::equal;
  /// What a person has written, as the column's type is written; bytes of
  /// SQLite in hexadecimal digits.
  std::string value = {};
};

struct SortBy {
  std::string column = {};
  bool descending = false;
};

/// Conditions with the values of their parameters, which go on from those that
/// are there.
class Conditions {
 public:
  Conditions(const Table& table, driver::console::Values& parameters)
      : table_(table), parameters_(parameters) {}

  Result<void> add(const Filter& filter);
  /// SQL that somebody has written. Fails where it does not stand by itself.
  Result<void> add_sql(const std::string& sql);
  /// Rows behind the one with these values of the columns.
  void add_behind(std::span<const SortBy> order,
                  const driver::console::Values& values);
  /// The row with these values of row_key().
  Result<void> add_row(const driver::console::Values& key);
  /// A column, which the table has, with this value.
  void add_same(std::string_view column, driver::console::Value value);

  /// " WHERE …", or empty.
  std::string text() const;

 private:
  std::string parameter(driver::console::Value value);
  std::string compared(const Column& column, std::string_view op,
                       driver::console::Value value);
  std::string found_in(const Column& column, const Filter& filter);
  std::string behind_one(const SortBy& by, const driver::console::Value& value);
  std::string same(const SortBy& by, const driver::console::Value& value);

  const Table& table_;
  driver::console::Values& parameters_;
  std::vector<std::string> all_;
};

/// Whether PostgreSQL tells which transaction wrote a row.
bool has_xmin(const Table& table);

/// The columns that name a row: its key, or else the place where PostgreSQL has
/// it. Empty: nothing does.
std::vector<std::string> row_key(const Table& table);

/// What rows are sorted by where a column is: itself, or its text where its
/// type has no order.
std::string sort_expression(const Table& table, std::string_view column);

}  // namespace godwit::rows
