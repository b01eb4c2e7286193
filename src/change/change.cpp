// SPDX-License-Identifier: BSL-1.0
#include "change/change.h"

#include "change/dialects.h"

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

Result<Operations> change_operations(const ChangeRequest& request) {
  return request.from.dialect == Dialect::sqlite ? change_sqlite(request)
                                                 : change_postgresql(request);
}

}  // namespace godwit::change
