// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <vector>

#include "schema/model.h"

namespace godwit::schema {

/// Columns, each by `Identity::name`.
using KeyColumns = std::vector<std::string>;

struct ForeignKeyFact {
  KeyColumns columns = {};
  Identity references = {};
  /// As many as `columns`.
  KeyColumns referenced = {};
  /// Such as "set null", in small letters. Empty: nothing is said.
  std::string on_update = {};
  std::string on_delete = {};
  /// Of the constraint, as it was written. Empty: it has none.
  std::string name = {};
};

/// What constraints and unique indexes say of the columns of a table, in an
/// order that follows from the schema.
struct TableKeys {
  KeyColumns primary = {};
  /// Not of expressions, nor of some rows only.
  std::vector<KeyColumns> unique = {};
  /// None that points nowhere, which SQLite lets stand.
  std::vector<ForeignKeyFact> foreign = {};
};

TableKeys keys_of(const Model& model, const Identity& table);

}  // namespace godwit::schema
