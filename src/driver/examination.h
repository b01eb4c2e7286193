// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "driver/table_size.h"

namespace godwit::driver {

enum class Weight : std::uint8_t {
  ok,       ///< looked at, and as it should be
  note,     ///< worth knowing
  warning,  ///< may get in the way
  error,    ///< stops migrations, or harms
};

/// The name of the enumerator.
std::string_view to_string(Weight weight) noexcept;

/// One thing that was looked at.
struct Observation {
  Weight weight = Weight::ok;
  /// Which thing, such as "invalid-indexes"; stays the same.
  std::string topic = {};
  /// In one line.
  std::string what = {};
  /// A command or a statement, or words. Empty: there is nothing to do.
  std::string remedy = {};
};

/// What is to be looked at beside the database itself.
struct Examination {
  /// Of the history, whether or not they are there.
  std::vector<TableName> history = {};
  /// That pending migrations touch.
  std::vector<TableName> tables = {};
  /// Those of them whose rows are not all that is changed.
  std::vector<TableName> altered = {};
  /// What is older is told of.
  std::chrono::seconds long_transaction{60};
};

}  // namespace godwit::driver
