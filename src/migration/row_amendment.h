// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/plan.h>

namespace godwit {

/// An amendment with the row that it is about.
struct RowAmendment {
  Amendment::Kind kind = Amendment::Kind::applied;
  /// As it is to be; as it was, where it is removed.
  AppliedMigration row = {};
  /// The history has it already.
  bool recorded = false;
  /// In the set; null where the row is removed.
  const Migration* migration = nullptr;
};

}  // namespace godwit
