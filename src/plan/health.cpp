// SPDX-License-Identifier: BSL-1.0
#include <godwit/health.h>

#include <algorithm>

#include "plan/plan.h"

namespace godwit {
namespace {

bool is_halfway(const StatusEntry& entry) {
  return entry.state == MigrationState::interrupted ||
         entry.state == MigrationState::running;
}

void count_halfway(const StatusEntry& entry, Health& health) {
  // One that is neither in the set nor newer than it.
  if (entry.file.empty() && !entry.newer) {
    ++health.missing;
  } else {
    ++(entry.newer ? health.newer : health.pending);
  }
}

/// What a repeatable script has left is in nobody's way.
std::size_t missing_from(const Status& status) {
  return static_cast<std::size_t>(
      std::count_if(status.entries.begin(), status.entries.end(),
                    [](const StatusEntry& entry) {
                      return entry.state == MigrationState::missing &&
                             entry.kind == MigrationKind::versioned;
                    }));
}

HealthState state_of(const Health& health) {
  if (health.edited + health.missing + health.out_of_order + health.incomplete >
      0) {
    return HealthState::diverged;
  }
  if (health.pending > 0) return HealthState::behind;
  return health.newer > 0 ? HealthState::ahead : HealthState::up_to_date;
}

}  // namespace

std::string_view to_string(HealthState state) noexcept {
  switch (state) {
    case HealthState::up_to_date:
      return "up_to_date";
    case HealthState::behind:
      return "behind";
    case HealthState::ahead:
      return "ahead";
    case HealthState::diverged:
      return "diverged";
  }
  return "unknown";
}

Health make_health(const MigrationSet& migrations,
                   const RecordedHistory& history) {
  const Status status = make_status(migrations, history);
  Health health{.pending = status.count(MigrationState::pending),
                .newer = status.count(MigrationState::newer),
                .edited = status.count(MigrationState::edited),
                .missing = missing_from(status),
                .out_of_order = status.count(MigrationState::out_of_order),
                .incomplete = status.count(MigrationState::incomplete)};
  for (const StatusEntry& entry : status.entries) {
    if (entry.kind != MigrationKind::versioned) continue;
    if (is_halfway(entry)) count_halfway(entry, health);
    // A replaced one is in the set, as a part of what replaces it.
    const bool unknown = entry.file.empty() && !entry.replaced_by;
    const bool refused = entry.newer && status.newer == NewerPolicy::refuse;
    if (unknown && (entry.applied->breaking || refused)) {
      health.binary_too_old = true;
    }
    if (!entry.file.empty()) health.binary_version = entry.version;
    if (entry.applied) health.database_version = entry.version;
  }
  health.state = state_of(health);
  return health;
}

}  // namespace godwit
