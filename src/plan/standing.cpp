// SPDX-License-Identifier: BSL-1.0
#include "plan/standing.h"

#include <algorithm>
#include <unordered_map>

namespace godwit {
namespace {

MigrationState state_of_unfinished(const RecordedHistory& history) {
  return history.worker.empty() ? MigrationState::interrupted
                                : MigrationState::running;
}

MigrationState state_of_known(const Migration& migration,
                              const AppliedMigration* applied,
                              const RecordedHistory& history,
                              bool older_than_an_applied_one) {
  if (applied == nullptr) {
    return older_than_an_applied_one ? MigrationState::out_of_order
                                     : MigrationState::pending;
  }
  if (applied->state != AppliedState::applied) {
    return state_of_unfinished(history);
  }
  return applied->checksum == migration.checksum ? MigrationState::applied
                                                 : MigrationState::edited;
}

bool is_newer(const MigrationSet& migrations, const AppliedMigration& applied) {
  return migrations.empty() ||
         applied.version > migrations.all().back().version;
}

MigrationState state_of_unknown(const MigrationSet& migrations,
                                const RecordedHistory& history,
                                const AppliedMigration& applied) {
  if (applied.state != AppliedState::applied) {
    return state_of_unfinished(history);
  }
  return is_newer(migrations, applied) ? MigrationState::newer
                                       : MigrationState::missing;
}

using RowsByMigration =
    std::unordered_map<const Migration*, const AppliedMigration*>;

std::vector<Standing> known(const MigrationSet& migrations,
                            const RecordedHistory& history,
                            const RowsByMigration& rows, bool newer_exists) {
  std::vector<Standing> result;
  result.reserve(migrations.size());
  bool older = newer_exists;
  for (auto migration = migrations.all().rbegin();
       migration != migrations.all().rend(); ++migration) {
    const auto row = rows.find(&*migration);
    const AppliedMigration* applied = row == rows.end() ? nullptr : row->second;
    result.push_back(
        {.migration = &*migration,
         .applied = applied,
         .state = state_of_known(*migration, applied, history, older)});
    older = older || applied != nullptr;
  }
  std::reverse(result.begin(), result.end());
  return result;
}

}  // namespace

std::string Standing::label() const {
  return name().empty() ? version().text() : version().text() + '_' + name();
}

bool is_harmless(MigrationState state, const AppliedMigration& newer) {
  return !newer.breaking &&
         (state != MigrationState::interrupted || newer.untouched());
}

std::vector<Standing> standings(const MigrationSet& migrations,
                                const RecordedHistory& history) {
  RowsByMigration rows;
  std::vector<Standing> unknown;
  bool newer_exists = false;
  for (const AppliedMigration& applied : history.applied) {
    if (const Migration* migration = migrations.find(applied.version)) {
      rows.emplace(migration, &applied);
      continue;
    }
    const MigrationState state = state_of_unknown(migrations, history, applied);
    const bool newer = is_newer(migrations, applied);
    newer_exists = newer_exists || newer;
    unknown.push_back({.applied = &applied, .state = state, .newer = newer});
  }

  std::vector<Standing> result = known(migrations, history, rows, newer_exists);
  for (const Standing& standing : unknown) {
    const auto later =
        std::find_if(result.begin(), result.end(), [&](const Standing& other) {
          return other.version() > standing.version();
        });
    result.insert(later, standing);
  }
  return result;
}

}  // namespace godwit
