// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

#include "base/errors.h"

namespace godwit {

/// Of a script that is only tried out, by a check or a test: `what` it would do
/// reaches files, programs, settings or servers beyond its database.
inline Error reaches_outside(const std::string& what) {
  return make_error(ErrorCode::unsupported,
                    what +
                        " is refused where migrations are only tried out, "
                        "since it reaches outside of their database",
                    "leave it to the application or to those who run the "
                    "database");
}

}  // namespace godwit
