// SPDX-License-Identifier: BSL-1.0
#include <algorithm>

#include "plan/plan.h"
#include "plan/repeatable.h"
#include "plan/standing.h"

namespace godwit {
namespace {

/// What the database has and the set accounts for.
bool is_as_it_must_be(const StatusEntry& entry) {
  return entry.state == MigrationState::applied ||
         entry.state == MigrationState::replaced;
}

/// As `up` sees it: newer migrations do no harm, not even while they run.
bool stands_in_the_way(const StatusEntry& entry, NewerPolicy newer) {
  if (is_as_it_must_be(entry)) return false;
  if (entry.kind == MigrationKind::repeatable) {
    return entry.state != MigrationState::missing;
  }
  const bool harmless = entry.newer && is_harmless(entry.state, *entry.applied);
  return !harmless || newer == NewerPolicy::refuse;
}

}  // namespace

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
    case MigrationState::running:
      return "running";
    case MigrationState::replaced:
      return "replaced";
    case MigrationState::incomplete:
      return "incomplete";
  }
  return "unknown";
}

std::string_view to_string(Resolution resolution) noexcept {
  return resolution == Resolution::done ? "done" : "again";
}

std::size_t Status::count(MigrationState state) const noexcept {
  const auto told = static_cast<std::size_t>(std::count_if(
      entries.begin(), entries.end(),
      [&](const StatusEntry& entry) { return entry.state == state; }));
  return state == MigrationState::applied ? settled + told : told;
}

bool Status::up_to_date() const noexcept {
  return std::none_of(entries.begin(), entries.end(),
                      [&](const StatusEntry& entry) {
                        return stands_in_the_way(entry, newer);
                      });
}

bool Status::exact() const noexcept {
  return std::all_of(entries.begin(), entries.end(), is_as_it_must_be);
}

std::vector<StatusEntry> Status::differences(
    const VerifyRequest& request) const {
  std::vector<StatusEntry> result;
  std::copy_if(entries.begin(), entries.end(), std::back_inserter(result),
               [&](const StatusEntry& entry) {
                 return request.exact ? !is_as_it_must_be(entry)
                                      : stands_in_the_way(entry, newer);
               });
  return result;
}

namespace {

StatusEntry entry_of(const Migration& script, const RecordedHistory& history,
                     bool due) {
  StatusEntry entry{
      .kind = script.kind,
      .name = script.name,
      .state = due ? MigrationState::pending : MigrationState::applied,
      .file = script.up.file,
      .reversible = script.reversible(),
      .language = script.up.language};
  if (const auto* row = history.find_script(script.kind, script.name)) {
    entry.applied = *row;
    entry.source_changed = row->checksum != script.checksum;
  }
  return entry;
}

StatusEntry entry_of(const AppliedMigration& row) {
  return {.kind = row.kind,
          .name = row.name,
          .state = MigrationState::missing,
          .applied = row,
          .reversible = row.reversible};
}

void add_repeatable_entries(const MigrationSet& migrations,
                            const RecordedHistory& history, Status& status) {
  for (const Migration& script : migrations.repeatable()) {
    status.entries.push_back(
        entry_of(script, history, !is_current(script, history)));
  }
  for (const AppliedMigration& row : history.scripts) {
    const bool known = row.kind != MigrationKind::repeatable ||
                       migrations.find_repeatable(row.name) != nullptr;
    if (!known) status.entries.push_back(entry_of(row));
  }
}

void add_seed_entries(const MigrationSet& migrations,
                      const RecordedHistory& history, Status& status) {
  for (const Migration& seed : migrations.seeds()) {
    status.seeds.push_back(entry_of(seed, history, is_due(seed, history)));
  }
}

// Of a history that is given up: each row stands in one entry.
AppliedMigration& own_row(RecordedHistory& history,
                          const AppliedMigration& row) {
  return history
      .applied[static_cast<std::size_t>(&row - history.applied.data())];
}

}  // namespace

Status make_status(const MigrationSet& migrations, RecordedHistory history) {
  Status status{.initialised = history.exists,
                .own_version = history.own_version.value_or(""),
                .protection = history.protection.value_or(""),
                .pushed = history.pushed.has_value(),
                .newer = migrations.newer()};
  const std::vector<Standing> all = standings(migrations, history);
  status.entries.reserve(all.size() + migrations.repeatable().size());
  for (const Standing& standing : all) {
    StatusEntry& entry = status.entries.emplace_back(
        StatusEntry{.version = standing.version(),
                    .name = standing.name(),
                    .state = standing.state,
                    .reversible = has_way_down(standing),
                    .newer = standing.newer});
    if (standing.replaced_by != nullptr) {
      entry.replaced_by = standing.replaced_by->version;
    }
    if (standing.migration != nullptr) {
      entry.file = standing.migration->up.file;
      entry.language = standing.migration->up.language;
      entry.source_changed =
          standing.state == MigrationState::applied &&
          standing.applied->checksum != standing.migration->checksum;
    }
    if (standing.applied != nullptr) {
      entry.applied = std::move(own_row(history, *standing.applied));
    }
  }
  add_repeatable_entries(migrations, history, status);
  add_seed_entries(migrations, history, status);
  return status;
}

}  // namespace godwit
