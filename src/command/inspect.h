// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/embedded_set.h>
#include <godwit/migration.h>
#include <godwit/stop.h>

#include <deque>
#include <span>
#include <string>
#include <vector>

#include "command/binary.h"
#include "command/database.h"

namespace godwit::command {

/// A set in both its forms.
struct CarriedSet {
  EmbeddedSet embedded;
  MigrationSet migrations = {};
  /// The file that carries it. Empty: this program.
  std::string file = {};
};

/// What lies in files. Sets that are broken are among the problems.
struct Inspection {
  // A deque, since what lies in it is viewed while more is added.
  std::deque<Binary> binaries = {};
  std::vector<CarriedSet> sets = {};
  std::vector<Error> problems = {};
};

/// Of as many files as can be read before a stop is requested.
Inspection inspect(std::span<const std::string> files, const StopToken& stop);

/// Of this program.
Result<std::vector<CarriedSet>> list(Sets sets);

}  // namespace godwit::command
