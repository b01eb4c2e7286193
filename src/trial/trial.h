// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/connection.h>
#include <godwit/embedded_set.h>
#include <godwit/error.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace godwit::trial {

/// What is proved of a set by running it.
enum class Case : std::uint8_t {
  from_empty,            ///< all of it applies
  up,                    ///< one migration applies
  up_with_rows,          ///< the same with a row in every table
  up_down_up,            ///< undoing one restores the schema, and again
  up_down_up_with_rows,  ///< that with a row in every table
  upgrade,               ///< from an older version, with a row in every table
  snapshot_equals_migrations,  ///< it makes what they make up to its version
};

/// Such as "up-down-up". Absent: there is none of that name.
std::optional<Case> case_named(std::string_view name) noexcept;

struct TrialRequest {
  EmbeddedSet set;
  /// Sets that are applied first.
  std::vector<EmbeddedSet> before = {};
  Case what = Case::from_empty;
  /// The migration that is tried, or the version that is upgraded from.
  std::string version = {};
  /// For the snapshot: a second database as the first one.
  Connection* second = nullptr;
};

struct TrialReport {
  std::optional<Error> error = {};
  /// Between the schemas that should be the same, with a heading.
  std::string difference = {};
  /// What could not be tried.
  std::vector<std::string> notes = {};
};

/// Changes the database, which must have no history of the set: all that is
/// there may be lost.
TrialReport run_trial(Connection& connection, const TrialRequest& request);

}  // namespace godwit::trial
