// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/version.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace godwit {

/// How a database stands to the set of a binary.
enum class HealthState : std::uint8_t {
  up_to_date,  ///< it has all of the set and nothing newer
  behind,      ///< something of the set is pending or halfway
  ahead,       ///< it has all of the set, and newer migrations
  diverged,    ///< what it has contradicts the set: edited, missing, out of
               ///< order or incomplete
};

/// The name of the enumerator, such as "up_to_date".
std::string_view to_string(HealthState state) noexcept;

/// What `Migrator::health` finds, about the set alone.
struct Health {
  HealthState state = HealthState::up_to_date;
  /// What the database has that is newer is breaking, or the set refuses it:
  /// this binary must not run on it.
  bool binary_too_old = false;

  // How many migrations stand so; see MigrationState. What is halfway counts as
  // pending, or as newer where the set ends before it.
  std::size_t pending = 0;
  std::size_t newer = 0;
  std::size_t edited = 0;
  std::size_t missing = 0;
  std::size_t out_of_order = 0;
  std::size_t incomplete = 0;

  /// The newest that the binary carries, and the newest that the database has.
  /// Absent: there is none.
  std::optional<Version> binary_version = {};
  std::optional<Version> database_version = {};

  /// The binary finds what it needs: `up` has nothing to do and refuses
  /// nothing.
  bool fit() const noexcept {
    const bool complete =
        state == HealthState::up_to_date || state == HealthState::ahead;
    return complete && !binary_too_old;
  }
};

}  // namespace godwit
