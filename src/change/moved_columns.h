// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <vector>

#include "change/operation.h"

namespace godwit::change {

/// A column of PostgreSQL that gets another name, or another type, or is
/// required, while programs of before and after run side by side: another
/// column stands beside it until those of before are gone, and a trigger keeps
/// both in step.
struct MovedColumn {
  schema::Identity before = {};
  schema::Identity after = {};
  /// What the other column is called until then. That of `before`: a value is
  /// only required, and there is no other column.
  schema::Identity beside = {};
  /// The value of the other column, over a row with the old one.
  std::string there = {};
  /// The other way round. Empty: as with `beside`.
  std::string back = {};
};

using MovedColumns = std::vector<MovedColumn>;

/// Of two schemas. Fails with `unsupported` and its name where a column cannot
/// be moved so: in a key, in a table of several tables.
Result<MovedColumns> moved_columns(const ChangeRequest& request,
                                   const Renames& renames);

/// What would give the column its type where it is. Empty: it gets no other
/// one, or another name, or a value that has to be computed.
std::string type_statement(const ChangeRequest& request,
                           const MovedColumn& moved);

/// What is called otherwise until the old columns are gone: the other columns,
/// and indexes on them. From its name in the second schema.
Renames names_beside(const schema::Model& to, const MovedColumns& moved);

/// A statement that gives a column or an index another name.
std::string rename_statement(const schema::Model& model, const Rename& rename);

/// What makes the other columns, keeps them in step, fills them, and builds
/// their indexes; in two stages. `beside`: the second schema with these names.
Operations expand_operations(const schema::Model& from,
                             const schema::Model& beside,
                             const MovedColumns& moved);

/// What removes the old columns, with all that hangs on them, and the triggers.
std::vector<std::string> removal_of_old(const schema::Model& from,
                                        const MovedColumns& moved);

/// What brings values of the other column up to date, where that was made anew.
std::string refill_statement(const schema::Model& from,
                             const MovedColumn& moved);

}  // namespace godwit::change
