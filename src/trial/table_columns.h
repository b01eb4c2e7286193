// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <vector>

#include "schema/model.h"

namespace godwit::trial {

/// A column that an INSERT has to name: one without a value of its own.
struct Column {
  std::string name = {};
  /// "number", "text", "bytes" or "other".
  std::string kind = {};
  /// A value of its type, as SQL.
  std::string literal = {};
  /// Where it refers to, quoted. Empty: nowhere.
  std::string parent = {};
  std::string parent_column = {};
};

struct Table {
  /// Qualified and quoted.
  std::string name = {};
  std::vector<Column> columns = {};
  /// The texts of its CHECK constraints.
  std::vector<std::string> checks = {};
};

/// All tables that rows can be inserted into directly: no partitions, no
/// virtual tables.
std::vector<Table> tables_to_fill(const schema::Model& model);

}  // namespace godwit::trial
