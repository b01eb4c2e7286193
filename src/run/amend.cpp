// SPDX-License-Identifier: BSL-1.0
#include "run/amend.h"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "base/errors.h"
#include "base/random_name.h"
#include "history/history_reader.h"
#include "history/history_records.h"
#include "history/run_log.h"
#include "migration/file_name.h"
#include "run/held.h"

namespace godwit::run {
namespace {

Error no_history() {
  return make_error(ErrorCode::invalid_argument,
                    "this database has no history that could be changed",
                    "'init' or 'up' makes one, 'baseline' one that begins with "
                    "what is there");
}

Result<RecordedHistory> read(driver::Session& session,
                             const history::HistoryTable& table,
                             const MigrationSet& migrations,
                             const AmendRequest& request) {
  auto history = history::read_history(session, table);
  if (!history) return history;
  if (!history->exists) return no_history();
  if (request.reads_ways_down) {
    auto ways = history::read_ways_down(session, table, migrations, *history);
    if (!ways) return std::move(ways).error();
  }
  return history;
}

history::RunEntry log_entry(const std::string& reason,
                            const ExecutionOptions& options) {
  return {.run = random_name(),
          .action = options.action,
          .reason = reason,
          .run_by = options.applied_by,
          .program = options.program,
          .set_digest = options.set_digest};
}

// Of a statement in doubt the reason says it.
std::string what_is_recorded(const RowAmendment& one) {
  const std::string label = migration_label(one.row.version, one.row.name);
  return one.kind == Amendment::Kind::resolved
             ? label
             : fmt::format("{} {}", label, to_string(one.kind));
}

std::vector<std::string> steps_of(const std::vector<RowAmendment>& amendments) {
  std::vector<std::string> result;
  for (const RowAmendment& one : amendments) {
    result.push_back(what_is_recorded(one));
  }
  return result;
}

/// Whether the set is complete now is for the next run to find out.
std::vector<driver::Query> records_of(
    const history::HistoryTable& table, const RecordedHistory& history,
    const std::vector<RowAmendment>& amendments,
    const ExecutionOptions& options) {
  std::vector<driver::Query> records;
  for (const RowAmendment& one : amendments) {
    records.push_back(
        history::amendment_record(table, one, options.applied_by));
  }
  records.push_back(
      history::digest_record(table, "", rows_after(amendments, history)));
  return records;
}

Result<void> write(driver::Session& session, const history::HistoryTable& table,
                   std::vector<driver::Query> records,
                   const history::RunEntry& entry,
                   const ExecutionOptions& options, Listener& listener) {
  records.push_back(history::log_done(table, entry));
  const driver::Task task{.records = {std::move(records)}};
  const driver::Outcome outcome =
      session.run({&task, 1}, TransactionMode::each, listener, options.stop);
  if (outcome.failure) return outcome.failure->error;
  return {};
}

}  // namespace

Result<std::vector<Amendment>> amend(driver::Session& session,
                                     const history::HistoryTable& table,
                                     const MigrationSet& migrations,
                                     const AmendRequest& request,
                                     const ExecutionOptions& options,
                                     Listener& listener) {
  const Held held(session);
  if (auto locked =
          session.lock({.name = table.name()}, listener, options.stop);
      !locked) {
    return std::move(locked).error();
  }
  const auto history = read(session, table, migrations, request);
  if (!history) return history.error();
  const auto amendments = request.decide(migrations, *history);
  if (!amendments) return amendments.error();
  if (amendments->empty()) return std::vector<Amendment>();
  history::RunEntry entry = log_entry(request.reason, options);
  entry.steps = steps_of(*amendments);
  const auto written =
      write(session, table, records_of(table, *history, *amendments, options),
            entry, options, listener);
  if (!written) return written.error();
  return told(*amendments);
}

Result<bool> protect(driver::Session& session,
                     const history::HistoryTable& table,
                     const ProtectRequest& request,
                     const ExecutionOptions& options, Listener& listener) {
  const Held held(session);
  if (auto locked =
          session.lock({.name = table.name()}, listener, options.stop);
      !locked) {
    return std::move(locked).error();
  }
  const auto summary = history::read_summary(session, table);
  if (!summary) return summary.error();
  if (!summary->exists) return no_history();
  const std::optional<std::string> wanted =
      request.off ? std::nullopt : std::optional(request.reason);
  if (summary->protection == wanted) return false;
  const auto written =
      write(session, table, {history::protection_record(table, wanted)},
            log_entry(request.reason, options), options, listener);
  if (!written) return written.error();
  return true;
}

std::vector<Amendment> told(const std::vector<RowAmendment>& amendments) {
  std::vector<Amendment> result;
  for (const RowAmendment& one : amendments) {
    result.push_back(
        {.kind = one.kind, .version = one.row.version, .name = one.row.name});
  }
  return result;
}

}  // namespace godwit::run
