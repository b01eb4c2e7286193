// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
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
  forbids_null,  ///< the same, of a column that is there
  restricts,     ///< rows that are there may break it, and stop it
};

/// How a statement shares a transaction with others.
enum class Pace : std::uint8_t {
  brief,  ///< what it locks, it may lock until the others are done
  /// It reads all rows under a lock that lets others work: nothing that locks
  /// more comes before it.
  reads,
  writes,  ///< it writes rows, in portions that commit: in none
  apart,   ///< in none, since the database refuses it there or nothing waits
};

/// Whether it runs in a transaction with what is around it.
constexpr bool shares_transaction(Pace pace) {
  return pace == Pace::brief || pace == Pace::reads;
}

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
  /// What would be one, had a side table not got what goes.
  struct Kept {
    Danger danger = {};
    /// As SQL names it.
    std::string side_table = {};
  };
  std::vector<Kept> kept = {};
  Pace pace = Pace::brief;
  /// Operations of one stage are committed before those of the next, from 0.
  std::size_t stage = 0;
};

using Operations = std::vector<Operation>;

/// What is called otherwise in the second of two schemas. Both have the name
/// that each database has; a column of a renamed table has the table's new name
/// on both sides, and its new schema. What is in a renamed schema has the new
/// name of that on both, unless it moves to another one.
struct Rename {
  schema::Identity from = {};
  schema::Identity to = {};
};

using Renames = std::vector<Rename>;

/// What the rows that are there get in columns that need a value, as SQL
/// expressions over the old row. By the column as it is afterwards.
using Fills = std::map<schema::Identity, std::string>;

/// A table of Godwit beside those of the schemas, which has the values of a
/// column or the rows of a table that the second schema drops.
struct SideTable {
  /// Something under the names of the first schema, and under those that the
  /// second would have for it.
  struct Place {
    schema::Identity before = {};
    schema::Identity after = {};
  };
  struct Column {
    Place place = {};
    /// As SQL names it in the side table.
    std::string name = {};
    /// Its type is one of the schema, and may be dropped with it.
    bool as_text = false;
  };
  Place object = {};
  std::string name = {};
  /// By which rows are known again. None: whole rows are kept.
  std::vector<Column> keys = {};
  /// What is kept.
  std::vector<Column> values = {};
};

using SideTables = std::vector<SideTable>;

/// How a schema becomes another one.
struct ChangeRequest {
  const schema::Model& from;
  const schema::Model& to;
  Fills fills = {};
  /// PostgreSQL: tables of both schemas are in use, so that nobody has to wait
  /// while rows are read or written, where there is a way. It takes several
  /// stages.
  bool online = false;
  /// Where what one of the schemas lacks is kept.
  std::span<const SideTable> side_tables = {};
};

}  // namespace godwit::change
