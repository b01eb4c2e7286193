// SPDX-License-Identifier: BSL-1.0
#include "plan/resolution.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "migration/statements_checksum.h"
#include "migration/stored_script.h"
#include "plan/refusals.h"

namespace godwit {
namespace {

Result<AppliedMigration> row_in_doubt(const RecordedHistory& history,
                                      const Version& version) {
  const auto row = std::find_if(
      history.applied.begin(), history.applied.end(),
      [&](const AppliedMigration& one) { return one.version == version; });
  if (row == history.applied.end()) return not_applied(version);
  if (!row->begun_sql) return nothing_in_doubt(*row);
  return *row;
}

/// Moves the row behind its statement in doubt, unless the script that was
/// interrupted has another one there.
Result<void> advance(AppliedMigration& row, const Script& script) {
  const std::size_t done = row.statements_done;
  if (done >= script.statements.size()) return statement_not_here(row);
  const StatementRange range = script.statements[done];
  if (script.text.substr(range.begin, range.end - range.begin) !=
      *row.begun_sql) {
    return statement_not_here(row);
  }
  row.statements_done = done + 1;
  row.statements_checksum = statements_checksum(script, done + 1);
  return {};
}

Result<void> advance(AppliedMigration& row, const MigrationSet& migrations) {
  const Migration* migration = migrations.find(row.version);
  if (row.state == AppliedState::started) {
    return migration != nullptr ? advance(row, migration->up)
                                : statement_not_here(row);
  }
  if (migration != nullptr && migration->down) {
    return advance(row, *migration->down);
  }
  if (migration != nullptr || !row.down_sql) return statement_not_here(row);
  const auto stored = read_stored_script(*row.down_sql, row.version.text(),
                                         migrations.dialect());
  if (!stored) return stored.error();
  return advance(row, (*stored)->script);
}

}  // namespace

Result<std::vector<RowAmendment>> plan_resolution(
    const MigrationSet& migrations, const RecordedHistory& history,
    const ResolveRequest& request) {
  auto row = row_in_doubt(history, request.version);
  if (!row) return std::move(row).error();
  if (request.resolution == Resolution::done) {
    if (auto advanced = advance(*row, migrations); !advanced) {
      return std::move(advanced).error();
    }
  }
  return std::vector{RowAmendment{.kind = Amendment::Kind::resolved,
                                  .row = *std::move(row),
                                  .recorded = true}};
}

}  // namespace godwit
