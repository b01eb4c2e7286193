// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <vector>

#include "schema/model.h"

namespace godwit::generate {

/// What the values of a column are.
struct ColumnType {
  /// What the type is called by the database, the nearest name first: as it was
  /// declared, without what stands in parentheses, what a domain is made of.
  std::vector<std::string> names = {};
  /// In C++, unless a program wants another one. Empty: that of `enumeration`.
  std::string cpp = {};
  /// Null: it is none that was made.
  const schema::Fact* enumeration = nullptr;
  /// There may be none.
  bool nullable = true;
};

/// `table`: that of the column.
ColumnType type_of_column(const schema::Model& model, const schema::Fact& table,
                          const schema::Fact& column);

/// The number of the row, which SQLite gives where none is named.
bool is_rowid(const schema::Model& model, const schema::Fact& table,
              const schema::Fact& column);

/// Of a table of SQLite that has no such number.
bool is_without_rowid(const schema::Fact& table);

}  // namespace godwit::generate
