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
    if (one.to == id) old.name = one.from.name;
  }
  for (const Rename& one : renames) {
    const bool of_table = one.to.table.empty() && id.table == one.to.name &&
                          id.schema == one.to.schema;
    if (of_table) old.table = one.from.name;
    if (one.to.kind == schema::Kind::schema && id.schema == one.to.name) {
      old.schema = one.from.name;
    }
  }
  return old;
}

Result<Operations> change_operations(const ChangeRequest& request) {
  return request.from.dialect == Dialect::sqlite ? change_sqlite(request)
                                                 : change_postgresql(request);
}

}  // namespace godwit::change
