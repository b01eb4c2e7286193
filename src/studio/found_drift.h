// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>

#include "command/database.h"
#include "studio/api.h"

namespace godwit::studio {

/// What the overview says of drift.
struct DriftInBrief {
  /// "none", "differs" or "unknown".
  std::string_view word = "unknown";
  /// Why it is not known. Empty: it is.
  std::string reason = {};
};

/// Looks where that takes a moment: where the build has written down what the
/// migrations make. Else what was found last.
DriftInBrief drift_in_brief(const Call& call, command::Database& database);

/// The endpoint.
Answer drift(const Call& call);

}  // namespace godwit::studio
