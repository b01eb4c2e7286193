// SPDX-License-Identifier: BSL-1.0
#include "base/errors.h"
#include "generate/dialects.h"

namespace godwit::generate {
namespace {

Error not_yet() {
  return make_error(ErrorCode::unsupported,
                    "PostgreSQL schemas cannot be compared yet", "");
}

}  // namespace

Result<Operations> rename_postgresql(const schema::Model& /*from*/,
                                     const schema::Model& /*to*/,
                                     const Renames& /*renames*/) {
  return not_yet();
}

Result<Operations> change_postgresql(const ChangeRequest& /*request*/) {
  return not_yet();
}

}  // namespace godwit::generate
