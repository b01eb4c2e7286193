// SPDX-License-Identifier: BSL-1.0
#include "run/subject.h"

#include <fmt/format.h>

#include <utility>

#include "base/errors.h"
#include "base/platform.h"
#include "history/history_reader.h"

namespace godwit::run {

using history::HistoryTable;

Error other_dialect(Dialect set, Dialect connection) {
  return make_error(
      ErrorCode::invalid_argument,
      fmt::format("these migrations are written for {} and the connection is "
                  "to {}",
                  to_string(set), to_string(connection)));
}

Result<HistoryTable> table_for(const driver::Session& session,
                               std::string_view chosen, std::string_view set) {
  return HistoryTable::named(chosen.empty() ? set : chosen, session.dialect());
}

Result<Subject> subject(const driver::Session& session,
                        const Result<SharedSet>& set,
                        const MigratorOptions& options) {
  if (!set) return set.error();
  const MigrationSet& migrations = **set;
  if (migrations.dialect() != session.dialect()) {
    return other_dialect(migrations.dialect(), session.dialect());
  }
  auto table =
      table_for(session, options.history_table, migrations.history_table());
  if (!table) return std::move(table).error();
  return Subject{std::move(*table), *set};
}

std::vector<EmbeddedSet> required_by(const std::optional<EmbeddedSet>& set) {
  std::vector<EmbeddedSet> all;
  if (!set) return all;
  all = with_required(*set);
  std::erase(all, *set);
  return all;
}

ExecutionOptions execution_options(const MigratorOptions& options,
                                   std::string set_digest) {
  return {.applied_by = options.applied_by.empty() ? operating_system_user()
                                                   : options.applied_by,
          .set_digest = std::move(set_digest),
          .protection = options.protection,
          .program = options.program.empty() ? program_name() : options.program,
          .stop = options.stop};
}

Result<RecordedHistory> look(driver::Session& session,
                             const HistoryTable& table) {
  auto history = history::read_history(session, table);
  if (!history || !history->unfinished()) return history;
  auto holder = session.lock_holder(table.name());
  if (!holder) return std::move(holder).error();
  if (*holder) {
    history->worker = **holder;
    return history;
  }
  // He may have ended between the two looks, and the row is complete.
  return history::read_history(session, table);
}

}  // namespace godwit::run
