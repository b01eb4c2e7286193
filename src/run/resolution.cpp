// SPDX-License-Identifier: BSL-1.0
#include "run/resolution.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "history/history_reader.h"
#include "history/history_records.h"
#include "migration/statements_checksum.h"
#include "migration/stored_script.h"
#include "plan/refusals.h"

namespace godwit::run {
namespace {

Result<AppliedMigration> row_in_doubt(const RecordedHistory& history,
                                      const std::string& text) {
  const auto version = Version::parse(text);
  if (!version) return not_a_version(text);
  const auto row = std::find_if(
      history.applied.begin(), history.applied.end(),
      [&](const AppliedMigration& one) { return one.version == *version; });
  if (row == history.applied.end()) return not_applied(text);
  if (!row->begun_sql) return nothing_in_doubt(*row);
  return *row;
}

/// The script that was interrupted; absent: this binary does not have it.
Result<std::optional<Script>> script_of(const AppliedMigration& row,
                                        const MigrationSet& migrations) {
  const Migration* migration = migrations.find(row.version);
  if (row.state == AppliedState::started) {
    if (migration == nullptr) return std::optional<Script>();
    return std::optional(migration->up);
  }
  if (migration != nullptr) return migration->down;
  if (!row.down_sql) return std::optional<Script>();
  auto stored = read_stored_script(*row.down_sql, row.version.text(),
                                   migrations.dialect());
  if (!stored) return std::move(stored).error();
  return std::optional(*std::move(stored));
}

/// Moves the row behind its statement in doubt.
Result<void> advance(AppliedMigration& row, const MigrationSet& migrations) {
  const auto script = script_of(row, migrations);
  if (!script) return script.error();
  const std::size_t done = row.statements_done;
  if (!*script || done >= (*script)->statements.size()) {
    return statement_not_here(row);
  }
  const StatementRange range = (*script)->statements[done];
  if ((*script)->text.substr(range.begin, range.end - range.begin) !=
      *row.begun_sql) {
    return statement_not_here(row);
  }
  row.statements_done = done + 1;
  row.statements_checksum = statements_checksum(**script, done + 1);
  return {};
}

}  // namespace

Result<void> resolve(driver::Session& session,
                     const history::HistoryTable& table,
                     const MigrationSet& migrations,
                     const ResolveRequest& request,
                     const ExecutionOptions& options, Listener& listener) {
  const Unlock unlock(session);
  if (auto locked =
          session.lock({.name = table.name(), .timeout = options.lock_timeout},
                       listener, options.stop);
      !locked) {
    return locked;
  }
  const auto history = history::read_history(session, table);
  if (!history) return history.error();
  auto row = row_in_doubt(*history, request.version);
  if (!row) return std::move(row).error();
  if (request.resolution == Resolution::done) {
    if (auto advanced = advance(*row, migrations); !advanced) return advanced;
  }
  const driver::Task task{.records = {{history::without_doubt(table, *row)}}};
  const driver::Outcome outcome =
      session.run({&task, 1}, TransactionMode::each, listener, options.stop);
  if (outcome.failure) return outcome.failure->error;
  return {};
}

}  // namespace godwit::run
