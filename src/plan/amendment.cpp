// SPDX-License-Identifier: BSL-1.0
#include "plan/amendment.h"

#include <algorithm>

#include "plan/numbering.h"
#include "plan/refusals.h"
#include "plan/standing.h"

namespace godwit {
namespace {

using Kind = Amendment::Kind;
using Amendments = std::vector<RowAmendment>;

bool removes_row(const RowAmendment& amendment) {
  return amendment.kind == Kind::pending || amendment.kind == Kind::forgotten;
}

const AppliedMigration* row_of(const RecordedHistory& history,
                               const Version& version) {
  const auto row = std::find_if(
      history.applied.begin(), history.applied.end(),
      [&](const AppliedMigration& one) { return one.version == version; });
  return row == history.applied.end() ? nullptr : &*row;
}

/// A row of its own run, behind all others.
AppliedMigration next_row(const RecordedHistory& history) {
  AppliedMigration row;
  Numbering(history).apply_to(row);
  return row;
}

AppliedMigration with_text_of(const Migration& migration,
                              AppliedMigration row) {
  row.version = migration.version;
  row.name = migration.name;
  row.checksum = migration.checksum;
  row.breaking = migration.breaking;
  return row;
}

Result<Amendments> as_applied(const MigrationSet& migrations,
                              const RecordedHistory& history,
                              const MarkRequest& request) {
  const Migration* migration = migrations.find(request.version);
  if (migration == nullptr) return no_such_version(request.version, migrations);
  const AppliedMigration* row = row_of(history, request.version);
  if (row != nullptr && row->state == AppliedState::applied) {
    return Amendments();
  }
  AppliedMigration marked =
      with_text_of(*migration, row != nullptr ? *row : next_row(history));
  marked.baseline_reason = request.reason;
  return Amendments{{.kind = Kind::applied,
                     .row = std::move(marked),
                     .recorded = row != nullptr,
                     .migration = migration}};
}

Result<Amendments> as_pending(const MigrationSet& migrations,
                              const RecordedHistory& history,
                              const MarkRequest& request) {
  if (const AppliedMigration* row = row_of(history, request.version)) {
    return Amendments{{.kind = Kind::pending, .row = *row, .recorded = true}};
  }
  if (migrations.find(request.version) == nullptr) {
    return no_such_version(request.version, migrations);
  }
  return Amendments();
}

RowAmendment repaired(const Standing& one) {
  if (one.migration == nullptr) {
    return {.kind = Kind::forgotten, .row = *one.applied, .recorded = true};
  }
  return {.kind = Kind::accepted,
          .row = with_text_of(*one.migration, *one.applied),
          .recorded = true,
          .migration = one.migration};
}

}  // namespace

Result<Amendments> plan_mark(const MigrationSet& migrations,
                             const RecordedHistory& history,
                             const MarkRequest& request) {
  if (request.reason.empty()) return mark_without_reason();
  return request.as == MarkRequest::As::applied
             ? as_applied(migrations, history, request)
             : as_pending(migrations, history, request);
}

Result<Amendments> plan_repair(const MigrationSet& migrations,
                               const RecordedHistory& history,
                               const RepairRequest& request) {
  Amendments amendments;
  bool known = !request.version;
  for (const Standing& one : standings(migrations, history)) {
    if (request.version && one.version() != *request.version) continue;
    known = true;
    if (one.state == MigrationState::edited ||
        one.state == MigrationState::missing) {
      amendments.push_back(repaired(one));
    }
  }
  if (!known) return no_such_version(*request.version, migrations);
  if (request.version) return amendments;
  for (const AppliedMigration& row : history.scripts) {
    const bool missing = row.kind == MigrationKind::repeatable &&
                         migrations.find_repeatable(row.name) == nullptr;
    if (!missing) continue;
    amendments.push_back(
        {.kind = Kind::forgotten, .row = row, .recorded = true});
  }
  return amendments;
}

std::int64_t rows_after(const Amendments& amendments,
                        const RecordedHistory& history) {
  std::int64_t rows = history.rows();
  for (const RowAmendment& amendment : amendments) {
    if (removes_row(amendment)) --rows;
    if (!amendment.recorded) ++rows;
  }
  return rows;
}

std::string_view to_string(Kind kind) noexcept {
  switch (kind) {
    case Kind::applied:
      return "applied";
    case Kind::pending:
      return "pending";
    case Kind::accepted:
      return "accepted";
    case Kind::forgotten:
      return "forgotten";
    case Kind::resolved:
      return "resolved";
  }
  return "";
}

}  // namespace godwit
