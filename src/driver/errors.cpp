// SPDX-License-Identifier: BSL-1.0
#include "driver/errors.h"

#include "base/errors.h"

namespace godwit::driver {

Error cancelled() {
  return make_error(ErrorCode::cancelled, "stopped on request");
}

Error transaction_left_open() {
  return make_error(ErrorCode::transaction_ended,
                    "the script leaves its own transaction open",
                    "end the script with COMMIT");
}

}  // namespace godwit::driver
