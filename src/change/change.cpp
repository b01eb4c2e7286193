// SPDX-License-Identifier: BSL-1.0
#include "change/change.h"

#include "change/dialects.h"
#include "change/side_tables.h"

namespace godwit::change {

Result<Operations> rename_operations(const schema::Model& from,
                                     const schema::Model& to,
                                     const Renames& renames) {
  return from.dialect == Dialect::sqlite ? rename_sqlite(from, to, renames)
                                         : rename_postgresql(from, to, renames);
}

schema::Identity before_renames(const schema::Identity& id,
                                const Renames& renames) {
  schema::Identity old = id;
  for (const Rename& one : renames) {
    if (one.to.kind == schema::Kind::schema && id.schema == one.to.name) {
      old.schema = one.from.name;
    }
  }
  for (const Rename& one : renames) {
    const bool of_owner = is_owner(one.to, id);
    if (one.to != id && !of_owner) continue;
    (of_owner ? old.table : old.name) = one.from.name;
    if (is_move(one)) old.schema = one.from.schema;
  }
  return old;
}

bool is_move(const Rename& rename) {
  return rename.from.schema != rename.to.schema;
}

bool is_owner(const schema::Identity& owner, const schema::Identity& part) {
  return owner.table.empty() && part.table == owner.name &&
         part.schema == owner.schema;
}

schema::Identity after_renames(const schema::Identity& id,
                               const Renames& renames) {
  schema::Identity now = id;
  for (const Rename& one : renames) {
    const bool of_schema = one.from.kind == schema::Kind::schema;
    if (of_schema && now.schema == one.from.name) now.schema = one.to.name;
  }
  for (const Rename& one : renames) {
    const bool of_table = one.from.kind == schema::Kind::table &&
                          now.schema == one.from.schema &&
                          now.table == one.from.name;
    if (of_table) {
      now.schema = one.to.schema;
      now.table = one.to.name;
    }
  }
  for (const Rename& one : renames) {
    if (one.from == now) return one.to;
  }
  return now;
}

Result<Operations> change_operations(const ChangeRequest& request) {
  ChangeRequest filled = request;
  filled.fills.merge(fills_of_side_tables(request));
  auto operations = request.from.dialect == Dialect::sqlite
                        ? change_sqlite(filled)
                        : change_postgresql(filled);
  if (operations) use_side_tables(request, *operations);
  return operations;
}

}  // namespace godwit::change
