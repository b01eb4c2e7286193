// SPDX-License-Identifier: BSL-1.0
#include "base/errors.h"
#include "generate/dialects.h"

namespace godwit::generate {

Result<Operations> rename_sqlite(const schema::Model& /*from*/,
                                 const Renames& /*renames*/) {
  return Operations();
}

Result<Operations> change_sqlite(const ChangeRequest& /*request*/) {
  return Operations();
}

}  // namespace godwit::generate
