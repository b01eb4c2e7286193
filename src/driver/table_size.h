// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace godwit::driver {

/// A table as SQL names it, folded and without quotes.
struct TableName {
  /// Empty: where the session finds it.
  std::string schema = {};
  std::string name = {};

  auto operator<=>(const TableName&) const = default;
};

/// Where a number of rows comes from.
enum class RowsFrom : std::uint8_t {
  unknown,     ///< there is no such table, or nobody has looked at it yet
  statistics,  ///< what the database itself estimates
  count,       ///< all were counted
  at_least,    ///< so many were counted, and there are more
};

/// "unknown", "statistics", "count" or "at_least".
std::string_view to_string(RowsFrom from) noexcept;

struct TableSize {
  /// Absent: not known.
  std::optional<std::int64_t> rows = {};
  RowsFrom from = RowsFrom::unknown;
  /// With its indexes. Absent: not known.
  std::optional<std::int64_t> bytes = {};
};

}  // namespace godwit::driver
