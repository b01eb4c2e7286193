// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "schema/model.h"

namespace godwit::change {

/// What an operation needs somebody to say yes to.
enum class Risk : std::uint8_t {
  drops_column,  ///< its values go
  drops_table,   ///< its rows go
  narrows,       ///< values that do not fit are cut, or stop it
  /// A value is required and rows that are there may have none.
  requires_value,
  restricts,  ///< rows that are there may break it, and stop it
};

/// One statement of a plan.
struct Operation {
  /// Without a semicolon.
  std::string statement = {};
  /// For people, such as "add column person.email". Empty: a part of the one
  /// before.
  std::string summary = {};
  struct Danger {
    Risk risk = Risk::drops_column;
    schema::Identity object = {};
  };
  std::vector<Danger> dangers = {};
  /// False: the database refuses it inside of a transaction.
  bool transactional = true;
  /// What it makes can only be used once it is committed.
  bool commit_before_use = false;
};

using Operations = std::vector<Operation>;

/// What is called otherwise in the second of two schemas. Both have the name
/// that each database has; a column of a renamed table has the table's new name
/// on both sides.
struct Rename {
  schema::Identity from = {};
  schema::Identity to = {};
};

using Renames = std::vector<Rename>;

/// What the rows that are there get in columns that need a value, as SQL
/// expressions over the old row. By the column as it is afterwards.
using Fills = std::map<schema::Identity, std::string>;

/// How a schema becomes another one.
struct ChangeRequest {
  const schema::Model& from;
  const schema::Model& to;
  Fills fills = {};
};

}  // namespace godwit::change
