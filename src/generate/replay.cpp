// SPDX-License-Identifier: BSL-1.0
#include "generate/replay.h"

#include <godwit/migrator.h>

#include <utility>

#include "history/history_table.h"
#include "rehearsal/rehearsal.h"
#include "run/live_schema.h"

namespace godwit::generate {
namespace {

Error no_server(Error error) {
  if (error.code == ErrorCode::statement_failed) {
    error.hint =
        "name with --scratch a server where the role may make databases (ALTER "
        "ROLE … CREATEDB)";
  }
  return error;
}

}  // namespace

Error of_the_migrations(Error error) {
  error.notes.emplace_back(
      "this was the run of the migrations on a scratch database; nothing was "
      "written");
  return error;
}

Result<driver::Scratch> scratch_for_replay(
    const std::optional<driver::DatabaseUrl>& server, Dialect dialect,
    const ConnectOptions& options) {
  auto scratch = driver::make_scratch(server, dialect, options);
  if (!scratch) return no_server(std::move(scratch).error());
  return scratch;
}

Result<void> note_history(const MigrationSet& set,
                          std::vector<schema::Identity>& histories) {
  const auto history =
      history::HistoryTable::named(set.history_table(), set.dialect());
  if (!history) return history.error();
  for (schema::Identity& table : run::tables_of_history(*history)) {
    histories.push_back(std::move(table));
  }
  return {};
}

Result<void> apply_sets(std::span<const EmbeddedSet> sets,
                        Connection& connection, const StopToken& stop) {
  for (const EmbeddedSet set : sets) {
    const RunReport report = Migrator(connection, set, {.stop = stop}).up();
    if (!report.ok()) return of_the_migrations(*report.error);
  }
  return {};
}

Result<void> replay(const MigrationSet& set,
                    std::span<const EmbeddedSet> required,
                    Connection& connection, const StopToken& stop) {
  auto rehearsal = rehearsal::Rehearsal::begin(connection, set, required, stop);
  if (!rehearsal) return of_the_migrations(std::move(rehearsal).error());
  rehearsal->refuse_unwritten();
  auto done = rehearsal->all_up();
  if (!done) return of_the_migrations(std::move(done).error());
  return {};
}

}  // namespace godwit::generate
