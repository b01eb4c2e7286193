// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/error.h>

#include <string_view>
#include <vector>

#include "migration/binary_set.h"

namespace godwit {

/// What a file carries and everything that is wrong with it.
struct BinarySets {
  /// In the order in which they lie there, each once however often it does.
  std::vector<BinarySet> sets = {};
  /// One for each set that is cut off, damaged, or in an unknown format.
  std::vector<Error> problems = {};
};

/// Finds the sets in the bytes of any file and checks them against their
/// checksums. A text that only mentions the mark of a set is no problem.
BinarySets find_sets(std::string_view bytes);

}  // namespace godwit
