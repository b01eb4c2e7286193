// SPDX-License-Identifier: BSL-1.0
#include "plan/standing.h"

#include <algorithm>
#include <unordered_map>

#include "migration/file_name.h"

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
  // What C++ does depends on all that it is compiled with, so that another text
  // of it says little.
  const bool unchanged = migration.is_or_was(applied->checksum) ||
                         migration.up.language == Language::cpp;
  return unchanged ? MigrationState::applied : MigrationState::edited;
}

MigrationState state_of_unknown(const RecordedHistory& history,
                                const AppliedMigration& applied, bool newer) {
  if (applied.state != AppliedState::applied) {
    return state_of_unfinished(history);
  }
  return newer ? MigrationState::newer : MigrationState::missing;
}

using RowsByMigration =
    std::unordered_map<const Migration*, const AppliedMigration*>;

/// A row that the set does not know, and the position where it would stand.
struct Unknown {
  std::size_t position;
  Standing standing;
};

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

/// Those between the same two migrations of the set stay as they were applied.
std::vector<Standing> merged(const std::vector<Standing>& known,
                             std::vector<Unknown> unknown) {
  std::stable_sort(unknown.begin(), unknown.end(),
                   [](const Unknown& left, const Unknown& right) {
                     return left.position < right.position;
                   });
  std::vector<Standing> result;
  result.reserve(known.size() + unknown.size());
  auto next = unknown.begin();
  for (std::size_t position = 0; position <= known.size(); ++position) {
    for (; next != unknown.end() && next->position == position; ++next) {
      result.push_back(next->standing);
    }
    if (position < known.size()) result.push_back(known[position]);
  }
  return result;
}

}  // namespace

std::string Standing::label() const {
  return migration_label(version(), name());
}

std::string state_words(MigrationState state) {
  std::string words(to_string(state));
  std::replace(words.begin(), words.end(), '_', ' ');
  return words;
}

bool has_way_down(const Standing& standing) {
  return standing.migration != nullptr ? standing.migration->reversible()
                                       : standing.applied->reversible;
}

bool is_harmless(MigrationState state, const AppliedMigration& newer) {
  return !newer.breaking &&
         (state != MigrationState::interrupted || newer.untouched());
}

std::vector<Standing> standings(const MigrationSet& migrations,
                                const RecordedHistory& history) {
  RowsByMigration rows;
  std::vector<Unknown> unknown;
  bool newer_exists = false;
  for (const AppliedMigration& applied : history.applied) {
    if (const Migration* migration = migrations.find(applied.version)) {
      rows.emplace(migration, &applied);
      continue;
    }
    const std::size_t position = migrations.position(applied.version);
    const bool newer = position == migrations.size();
    newer_exists = newer_exists || newer;
    unknown.push_back({position,
                       {.applied = &applied,
                        .state = state_of_unknown(history, applied, newer),
                        .newer = newer}});
  }
  return merged(known(migrations, history, rows, newer_exists),
                std::move(unknown));
}

}  // namespace godwit
