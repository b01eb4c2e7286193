// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "change/operation.h"
#include "schema/written_name.h"

namespace godwit::change {

/// As it stands in a statement.
inline std::string sqlite_name(std::string_view name) {
  return schema::written_name(name, Dialect::sqlite);
}

/// How a table of SQLite that is in both schemas becomes the second one. Empty:
/// it is that already.
struct TableChange {
  std::vector<schema::Difference> differences = {};
  /// ALTER TABLE cannot do it, or only where there are no rows.
  bool rebuild = false;

  bool empty() const noexcept { return differences.empty(); }
  /// Whatever names the table must be out of the way meanwhile.
  bool in_the_way() const;
};

/// Decided by rules and not by trial: of an empty table SQLite takes much that
/// it refuses where there are rows (https://sqlite.org/lang_altertable.html).
/// `differences`: all that there are.
TableChange table_change(const ChangeRequest& request,
                         std::span<const schema::Difference> differences,
                         const schema::Identity& table);

/// By ALTER TABLE.
Operations alter_table(const ChangeRequest& request,
                       const schema::Identity& table,
                       const TableChange& change);

/// By a new table in the place of the old one, which keeps its rows, their
/// rowids and the counter of AUTOINCREMENT. Indexes, triggers and views are to
/// be made anew afterwards.
Operations rebuild_table(const ChangeRequest& request,
                         const schema::Identity& table,
                         const TableChange& change);

/// The same for a virtual table.
Operations rebuild_virtual_table(const ChangeRequest& request,
                                 const schema::Identity& table);

}  // namespace godwit::change
