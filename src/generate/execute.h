// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include <string>
#include <utility>

#include "driver/session.h"

namespace godwit::generate {

/// One statement that is not Godwit's own.
inline Result<void> execute(driver::Session& session,
                            const std::string& statement) {
  auto done = session.query({.sql = statement, .pinned = false});
  if (!done) return std::move(done).error();
  return {};
}

}  // namespace godwit::generate
