// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/migration.h>

#include <string>
#include <vector>

#include "migration/directives.h"
#include "migration/text_part.h"

namespace godwit {

/// One half of a migration, and what its directives say of the whole.
struct Half {
  Script script = {};
  /// Of an up half, over what of its text counts.
  std::string checksum = {};
  std::string irreversible = {};
  bool breaking = false;
  /// See Migration::formerly.
  std::vector<std::string> formerly = {};
  /// See Migration::replaces.
  std::vector<ReplacedMigration> replaces = {};
  /// See Directives.
  std::vector<NamedScript> uses = {};
  std::vector<NamedScript> rebuilds = {};
  bool when_changed = false;
};

/// Reads a half. The directives of `preamble`, which may be empty, count as
/// those of the half. Adds what is wrong to `errors`.
Half read_half(const TextPart& preamble, const TextPart& part,
               const HalfFacts& facts, std::vector<Error>& errors);

/// The way up of a C++ file, without its function.
Half read_code(const TextPart& part, Dialect dialect,
               std::vector<Error>& errors);

}  // namespace godwit
