// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include <functional>
#include <string>
#include <tuple>
#include <vector>

#include "driver/session.h"

namespace godwit::driver::sqlite {

/// A row that points to a row that does not exist.
struct Violation {
  std::string table = {};
  /// Empty in a table without row ids.
  std::string row = {};
  std::string parent = {};

  bool operator<(const Violation& other) const {
    return std::tie(table, row, parent) <
           std::tie(other.table, other.row, other.parent);
  }
};

/// The rows of a query; none where it fails.
using AskRows = std::function<Rows(const Query&)>;

/// All of the main database, sorted. Empty where it cannot be told: a foreign
/// key whose parent columns are not unique is an error only where keys are
/// enforced, and must not stop a database that lives without.
std::vector<Violation> find_violations(const AskRows& ask);

/// Those of `after` that were not there before. A row whose table, or the table
/// that it points to, has another name since is the same one.
std::vector<Violation> new_violations(const AskRows& ask,
                                      const std::vector<Violation>& before,
                                      const std::vector<Violation>& after);

/// Some rows point nowhere that did not before; names the first of them.
Error foreign_key_violation(const std::vector<Violation>& added);

}  // namespace godwit::driver::sqlite
