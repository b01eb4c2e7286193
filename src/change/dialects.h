// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "change/change.h"

namespace godwit::change {

Result<Operations> rename_postgresql(const schema::Model& from,
                                     const schema::Model& to,
                                     const Renames& renames);
Result<Operations> change_postgresql(const ChangeRequest& request);

Result<Operations> rename_sqlite(const schema::Model& from,
                                 const schema::Model& to,
                                 const Renames& renames);
Result<Operations> change_sqlite(const ChangeRequest& request);

}  // namespace godwit::change
