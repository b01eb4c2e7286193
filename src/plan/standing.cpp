// SPDX-License-Identifier: BSL-1.0
#include "plan/standing.h"

#include <algorithm>
#include <map>
#include <set>
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
                                const AppliedMigration& applied, bool newer,
                                bool replaced) {
  if (applied.state != AppliedState::applied) {
    return state_of_unfinished(history);
  }
  if (replaced) return MigrationState::replaced;
  return newer ? MigrationState::newer : MigrationState::missing;
}

/// Who has taken the place of what.
using Replacing = std::map<Version, const Migration*>;

Replacing replacing_ones(const MigrationSet& migrations) {
  Replacing result;
  for (const Migration& migration : migrations.all()) {
    for (const ReplacedMigration& replaced : migration.replaces) {
      result.emplace(replaced.version, &migration);
    }
  }
  return result;
}

const Migration* what_replaces(const Replacing& replacing,
                               const Version& version) {
  const auto found = replacing.find(version);
  return found == replacing.end() ? nullptr : found->second;
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

using Versions = std::set<Version>;

/// Those of what one replaces that the database must have, and has not. Who has
/// replaced some already has seen to it that they were there.
std::vector<const ReplacedMigration*> not_applied_of(const Migration& migration,
                                                     const Versions& applied) {
  std::vector<const ReplacedMigration*> result;
  for (const ReplacedMigration& replaced : migration.replaces) {
    if (replaced.within.empty() && !applied.contains(replaced.version)) {
      result.push_back(&replaced);
    }
  }
  return result;
}

/// With its text of before the squash it says of itself alone. With the text of
/// now somebody has said that the database has everything.
bool is_incomplete(const Standing& one, const Versions& applied) {
  if (one.state == MigrationState::edited ||
      one.state == MigrationState::running) {
    return false;
  }
  if (one.state != MigrationState::applied) return true;
  return one.applied->checksum != one.migration->checksum &&
         !not_applied_of(*one.migration, applied).empty();
}

/// Where the database has some of what a migration replaces.
void see_what_is_replaced(std::vector<Standing>& known,
                          const std::vector<Unknown>& unknown) {
  std::map<const Migration*, Versions> applied;
  for (const auto& [position, one] : unknown) {
    if (one.replaced_by == nullptr) continue;
    Versions& versions = applied[one.replaced_by];
    if (one.state == MigrationState::replaced) versions.insert(one.version());
  }
  if (applied.empty()) return;
  for (Standing& one : known) {
    const auto found = applied.find(one.migration);
    if (found != applied.end() && is_incomplete(one, found->second)) {
      one.state = MigrationState::incomplete;
    }
  }
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

std::vector<std::string> lacking(const Standing& incomplete,
                                 const std::vector<Standing>& all) {
  const Migration& migration = *incomplete.migration;
  Versions applied;
  for (const Standing& one : all) {
    if (one.state == MigrationState::replaced) applied.insert(one.version());
  }
  std::vector<std::string> labels;
  for (const ReplacedMigration* one : not_applied_of(migration, applied)) {
    labels.push_back(migration_label(one->version, one->name));
  }
  const bool itself = incomplete.applied == nullptr ||
                      incomplete.applied->state != AppliedState::applied;
  // It had another name then.
  if (itself) labels.push_back(migration.version.text());
  return labels;
}

std::vector<Standing> standings(const MigrationSet& migrations,
                                const RecordedHistory& history) {
  const Replacing replacing = replacing_ones(migrations);
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
    const Migration* replaced_by = what_replaces(replacing, applied.version);
    unknown.push_back({position,
                       {.applied = &applied,
                        .state = state_of_unknown(history, applied, newer,
                                                  replaced_by != nullptr),
                        .newer = newer,
                        .replaced_by = replaced_by}});
  }
  std::vector<Standing> all = known(migrations, history, rows, newer_exists);
  see_what_is_replaced(all, unknown);
  return merged(all, std::move(unknown));
}

}  // namespace godwit
