// SPDX-License-Identifier: BSL-1.0
#include <algorithm>

#include "plan/plan.h"
#include "plan/standing.h"

namespace godwit {

std::string_view to_string(MigrationState state) noexcept {
  switch (state) {
    case MigrationState::applied:
      return "applied";
    case MigrationState::pending:
      return "pending";
    case MigrationState::edited:
      return "edited";
    case MigrationState::missing:
      return "missing";
    case MigrationState::out_of_order:
      return "out_of_order";
    case MigrationState::newer:
      return "newer";
    case MigrationState::interrupted:
      return "interrupted";
  }
  return "unknown";
}

std::size_t Status::count(MigrationState state) const noexcept {
  return static_cast<std::size_t>(std::count_if(
      entries.begin(), entries.end(),
      [&](const StatusEntry& entry) { return entry.state == state; }));
}

bool Status::up_to_date() const noexcept {
  return count(MigrationState::applied) == entries.size();
}

Status make_status(const MigrationSet& migrations,
                   const RecordedHistory& history) {
  Status status{.initialised = history.exists};
  for (const Standing& standing : standings(migrations, history)) {
    StatusEntry entry{.version = standing.version(),
                      .name = standing.name(),
                      .state = standing.state};
    if (standing.applied != nullptr) entry.applied = *standing.applied;
    if (standing.migration != nullptr) {
      entry.file = standing.migration->up.file;
      entry.reversible = standing.migration->reversible();
    } else {
      entry.reversible = standing.applied->down_sql.has_value();
    }
    status.entries.push_back(std::move(entry));
  }
  return status;
}

}  // namespace godwit
