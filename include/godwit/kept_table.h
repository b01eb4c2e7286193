// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/requires_cxx20.h>

#include <cstdint>
#include <string>
#include <vector>

namespace godwit {

/// A side table in which a migration keeps what it drops, for its way down.
struct KeptTable {
  /// Empty on SQLite.
  std::string schema = {};
  std::string name = {};
  std::int64_t rows = 0;
};

/// As people call it: its name, behind its schema unless that is "public".
std::string to_string(const KeptTable& table);

/// What `Migrator::forget` is asked to do.
struct ForgetRequest {
  /// Which side tables, as `to_string` has them or behind their schema. None:
  /// there is nothing to do.
  std::vector<std::string> tables = {};
  /// Why, for whoever reads the log later. May be empty.
  std::string reason = {};
};

}  // namespace godwit
