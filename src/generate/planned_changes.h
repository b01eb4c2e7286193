// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <vector>

#include "change/operation.h"
#include "check/effects.h"

namespace godwit::generate {

/// What all statements under one summary do, for people.
struct PlannedChange {
  /// Such as "add column person.email".
  std::string what = {};
  std::vector<change::Operation::Danger> dangers = {};
  /// To tables that are there before the plan, each once.
  std::vector<check::TableEffect> tables = {};
};

/// `from`: the schema before.
std::vector<PlannedChange> planned_changes(const change::Operations& operations,
                                           const schema::Model& from);

}  // namespace godwit::generate
