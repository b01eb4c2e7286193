// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

#include "driver/session.h"

namespace godwit::driver {

/// A task that is written into a script and not run.
struct WrittenTask {
  const Task* task = nullptr;
  /// For people, in a comment, such as "apply 0001_create_person".
  std::string title = {};
};

}  // namespace godwit::driver
