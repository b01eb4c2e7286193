// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/embedded_set.h>
#include <godwit/migration.h>

#include <string>

namespace godwit::report {

/// A set in both its forms.
struct CarriedSet {
  EmbeddedSet embedded;
  MigrationSet migrations = {};
  /// The file that carries it. Empty: this program.
  std::string file = {};
};

}  // namespace godwit::report
