// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace godwit::change::postgresql {

/// SQL strings, as in "'a', 'b'", each with its quotes.
std::vector<std::string> enum_values(std::string_view list);

/// A value that is new, and where it belongs: " AFTER 'a'" or nothing.
struct AddedValue {
  std::string value = {};
  std::string place = {};
};

/// In the order in which they have to be added. Absent: the values that were
/// there have gone or stand in another order.
std::optional<std::vector<AddedValue>> added_values(std::string_view before,
                                                    std::string_view after);

}  // namespace godwit::change::postgresql
