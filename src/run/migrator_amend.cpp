// SPDX-License-Identifier: BSL-1.0
//
// What a Migrator changes in the history without running a migration.
#include <godwit/migrator.h>

#include <string>
#include <string_view>
#include <utility>

#include "migration/placeholders.h"
#include "plan/amendment.h"
#include "plan/refusals.h"
#include "plan/resolution.h"
#include "run/amend.h"
#include "run/forget.h"
#include "run/limited.h"
#include "run/subject.h"

namespace godwit {
namespace {

run::ExecutionOptions amendment_settings(std::string_view action,
                                         const MigratorOptions& options,
                                         std::string set_digest,
                                         const run::Limited& limited) {
  run::ExecutionOptions result =
      run::execution_options(options, std::move(set_digest));
  result.action = action;
  result.stop = limited.stop();
  return result;
}

/// Where something is logged, and for which set.
struct Logbook {
  history::HistoryTable table;
  std::string set_digest;
};

Result<Logbook> logbook(const driver::Session& session,
                        const Result<run::SharedSet>& set,
                        const MigratorOptions& options) {
  auto about = run::subject(session, set, options);
  if (!about) return std::move(about).error();
  return Logbook{std::move(about->table), about->set->digest()};
}

// Nothing of it need be read for that: the tool has none with migrations.
Result<Logbook> logbook(const driver::Session& session, EmbeddedSet set,
                        const MigratorOptions& options) {
  if (set.dialect() != session.dialect()) {
    return run::other_dialect(set.dialect(), session.dialect());
  }
  auto table =
      run::table_for(session, options.history_table, set.history_table());
  if (!table) return std::move(table).error();
  return Logbook{*std::move(table), digest_with(set, options.placeholders)};
}

}  // namespace

Result<void> Migrator::resolve(const ResolveRequest& request) {
  const auto amended = amend(
      "resolve",
      {.decide =
           [&](const MigrationSet& set, const RecordedHistory& history) {
             return plan_resolution(set, history, request);
           },
       .reason = request.resolution == Resolution::done ? "done" : "again",
       .reads_ways_down = true});
  if (!amended) return amended.error();
  return {};
}

Result<std::vector<Amendment>> Migrator::mark(const MarkRequest& request) {
  return amend("mark", {.decide =
                            [&](const MigrationSet& set,
                                const RecordedHistory& history) {
                              return plan_mark(set, history, request);
                            },
                        .reason = request.reason});
}

Result<std::vector<Amendment>> Migrator::repair(const RepairRequest& request) {
  return amend(
      "repair",
      {.decide =
           [&](const MigrationSet& set, const RecordedHistory& history) {
             return godwit::plan_repair(set, history, request);
           },
       .reason = request.reason});
}

Result<std::vector<Amendment>> Migrator::plan_repair(
    const RepairRequest& request) {
  run::Limited limited(*session_, options_);
  const auto about = run::subject(*session_, migrations(), options_);
  if (!about) return about.error();
  const auto history = run::look(*session_, about->table);
  limited.listener().rethrow();
  if (!history) return history.error();
  const auto planned = godwit::plan_repair(*about->set, *history, request);
  if (!planned) return planned.error();
  return run::told(*planned);
}

Result<bool> Migrator::protect(const ProtectRequest& request) {
  if (request.reason.empty()) return protect_without_reason();
  run::Limited limited(*session_, options_);
  const auto about = run::subject(*session_, migrations(), options_);
  if (!about) return about.error();
  auto changed =
      run::protect(*session_, about->table, request,
                   amendment_settings(request.off ? "unprotect" : "protect",
                                      options_, about->set->digest(), limited),
                   limited.listener());
  limited.listener().rethrow();
  return changed;
}

Result<std::vector<KeptTable>> Migrator::kept() {
  run::Limited limited(*session_, options_);
  auto kept = run::counted_kept_tables(*session_);
  limited.listener().rethrow();
  return kept;
}

Result<std::vector<KeptTable>> Migrator::forget(const ForgetRequest& request) {
  run::Limited limited(*session_, options_);
  const auto log = embedded_ ? logbook(*session_, *embedded_, options_)
                             : logbook(*session_, migrations(), options_);
  if (!log) return log.error();
  auto gone = run::forget(
      *session_, log->table, request,
      amendment_settings("forget", options_, log->set_digest, limited),
      limited.listener());
  limited.listener().rethrow();
  return gone;
}

Result<std::vector<Amendment>> Migrator::amend(
    std::string_view action, const run::AmendRequest& request) {
  run::Limited limited(*session_, options_);
  const auto about = run::subject(*session_, migrations(), options_);
  if (!about) return about.error();
  auto amended = run::amend(
      *session_, about->table, *about->set, request,
      amendment_settings(action, options_, about->set->digest(), limited),
      limited.listener());
  limited.listener().rethrow();
  return amended;
}

}  // namespace godwit
