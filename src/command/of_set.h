// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string_view>

namespace godwit::command {

/// What a command found or did with one of the sets of a program.
template <typename Value>
struct OfSet {
  /// EmbeddedSet::name().
  std::string_view set = {};
  Value value = {};
};

}  // namespace godwit::command
