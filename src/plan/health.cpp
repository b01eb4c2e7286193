// SPDX-License-Identifier: BSL-1.0
#include <godwit/health.h>

#include <utility>

#include "plan/plan.h"

namespace godwit {
namespace {

void count(const StatusEntry& entry, Health& health) {
  switch (entry.state) {
    case MigrationState::applied:
      break;
    case MigrationState::pending:
      ++health.pending;
      break;
    case MigrationState::edited:
      ++health.edited;
      break;
    case MigrationState::missing:
      ++health.missing;
      break;
    case MigrationState::out_of_order:
      ++health.out_of_order;
      break;
    case MigrationState::newer:
      ++health.newer;
      break;
    case MigrationState::interrupted:
    case MigrationState::running:
      // One that is neither in the set nor newer than it.
      if (entry.file.empty() && !entry.newer) {
        ++health.missing;
      } else {
        ++(entry.newer ? health.newer : health.pending);
      }
      break;
  }
}

HealthState state_of(const Health& health) {
  if (health.edited + health.missing + health.out_of_order > 0) {
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

Health make_health(const MigrationSet& migrations, RecordedHistory history) {
  if (history.worker.empty()) history.worker = "somebody";
  const Status status = make_status(migrations, history);
  Health health;
  for (const StatusEntry& entry : status.entries) {
    count(entry, health);
    const bool unknown = entry.file.empty();
    const bool refused = entry.newer && status.newer == NewerPolicy::refuse;
    if (unknown && (entry.applied->breaking || refused)) {
      health.binary_too_old = true;
    }
    if (!unknown) health.binary_version = entry.version;
    if (entry.applied) health.database_version = entry.version;
  }
  health.state = state_of(health);
  return health;
}

}  // namespace godwit
