// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <vector>

#include "change/postgresql/steps.h"

namespace godwit::change::postgresql {

/// A step and what it says.
struct Words {
  /// In `Steps::all`.
  std::size_t step = 0;
  Operations operations = {};
  /// What it makes is used by others, and cannot be before it is committed.
  bool committed_first = false;
};

struct Stages {
  /// In the order of their stages.
  Operations operations = {};
  /// Nothing that others use is gone between two stages.
  bool keeps_all = true;
};

/// In as few stages as the paces of the operations allow.
Stages in_stages(const Steps& steps, std::vector<Words> words);

}  // namespace godwit::change::postgresql
