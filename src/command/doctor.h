// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <vector>

#include "command/database.h"
#include "driver/examination.h"

namespace godwit::command {

/// All that was looked at, whether or not something is wrong with it.
struct Diagnosis {
  /// Connection::description(). Empty: there was no connection.
  std::string database = {};
  std::vector<driver::Observation> observations = {};

  std::size_t count(driver::Weight weight) const;
};

/// Connects, looks, and goes on after what is wrong. Writes nothing.
Diagnosis diagnose(const DatabaseRequest& request);

/// The same on a connection that is there.
Diagnosis diagnose(Database& database);

}  // namespace godwit::command
