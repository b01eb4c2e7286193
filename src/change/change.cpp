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

Result<Operations> change_operations(const ChangeRequest& request) {
  return request.from.dialect == Dialect::sqlite ? change_sqlite(request)
                                                 : change_postgresql(request);
}

}  // namespace godwit::change
