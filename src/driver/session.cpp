// SPDX-License-Identifier: BSL-1.0
#include "driver/session.h"

#include "base/errors.h"

namespace godwit::driver {
namespace {

Error no_backups() {
  return make_error(ErrorCode::unsupported,
                    "this connection neither makes backups nor restores them");
}

}  // namespace

Result<void> Session::back_up(const Transfer& /*to*/) { return no_backups(); }
Result<void> Session::restore(const Transfer& /*from*/) { return no_backups(); }

}  // namespace godwit::driver
