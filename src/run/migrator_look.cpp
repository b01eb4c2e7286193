// SPDX-License-Identifier: BSL-1.0
//
// How a database stands: what a Migrator tells without doing anything.
#include <godwit/migrator.h>

#include <algorithm>
#include <utility>

#include "history/history_reader.h"
#include "history/run_log.h"
#include "migration/file_name.h"
#include "migration/placeholders.h"
#include "plan/plan.h"
#include "plan/refusals.h"
#include "run/code.h"
#include "run/drift.h"
#include "run/limited.h"
#include "run/live_schema.h"
#include "run/own_version.h"
#include "run/subject.h"
#include "run/unsettled_status.h"

namespace godwit {
namespace {

using run::SharedSet;
using run::subject;

/// For what holds the history itself, in a look that is to be quick.
constexpr std::chrono::milliseconds longest_look{1000};

Result<history::Outline> outline_of(driver::Session& session, Dialect dialect,
                                    std::string_view history_table,
                                    std::string_view digest,
                                    const MigratorOptions& options) {
  if (run::is_inside_code()) return run::run_inside_code();
  if (dialect != session.dialect()) {
    return run::other_dialect(dialect, session.dialect());
  }
  const auto table =
      run::table_for(session, options.history_table, history_table);
  if (!table) return table.error();
  return history::read_outline(session, *table, digest);
}

Result<history::Outline> outline_of(driver::Session& session, EmbeddedSet set,
                                    const MigratorOptions& options) {
  return outline_of(session, set.dialect(), set.history_table(),
                    digest_with(set, options.placeholders), options);
}

Result<history::Outline> outline_of(driver::Session& session,
                                    const Result<SharedSet>& set,
                                    const MigratorOptions& options) {
  if (!set) return set.error();
  const MigrationSet& migrations = **set;
  return outline_of(session, migrations.dialect(), migrations.history_table(),
                    migrations.digest(), options);
}

/// By the names of the files alone, so that a health endpoint need not read
/// them.
std::optional<Version> newest_of(EmbeddedSet set) {
  std::optional<Version> newest;
  for (std::size_t i = 0; i < set.size(); ++i) {
    auto name = parse_file_name(set.file_name(i), set.file_name(i));
    if (name && (!newest || *newest < name->version)) {
      newest = std::move(name->version);
    }
  }
  return newest;
}

std::optional<Version> newest_of(const MigrationSet& set) {
  if (set.empty()) return std::nullopt;
  return set.all().back().version;
}

/// The database has exactly this set.
template <typename Set>
Health complete(const Set& set) {
  return {.binary_version = newest_of(set), .database_version = newest_of(set)};
}

}  // namespace

Result<Status> Migrator::status(const StatusRequest& request) {
  run::Limited limited(*session_, options_);
  if (request.settled && embedded_) {
    auto status = run::unsettled_status(*session_, *embedded_, options_,
                                        *request.settled);
    limited.listener().rethrow();
    if (!status) return std::move(status).error();
    if (status->has_value()) return **std::move(status);
  }
  const auto about = subject(*session_, migrations(), options_);
  if (!about) return about.error();
  auto history = run::read_with_own_version(*session_, *about->set, [&] {
    return run::look(*session_, about->table);
  });
  limited.listener().rethrow();
  if (!history) return history.error();
  auto holder = session_->lock_holder(about->table.name());
  if (!holder) return std::move(holder).error();
  const std::string running = std::move(*holder).value_or(history->worker);
  Status status = make_status(*about->set, *std::move(history));
  status.running = running;
  return status;
}

Result<std::vector<LoggedRun>> Migrator::log() {
  run::Limited limited(*session_, options_);
  const auto about = subject(*session_, migrations(), options_);
  if (!about) return about.error();
  const auto summary = history::read_summary(*session_, about->table);
  limited.listener().rethrow();
  if (!summary) return summary.error();
  if (!summary->exists) return std::vector<LoggedRun>();
  auto runs = history::read_log(*session_, about->table);
  limited.listener().rethrow();
  return runs;
}

Result<Health> Migrator::health() {
  MigratorOptions options = options_;
  options.lock_timeout = std::min(options.lock_timeout, longest_look);
  run::Limited limited(*session_, options);
  auto outline = embedded_ ? outline_of(*session_, *embedded_, options)
                           : outline_of(*session_, migrations(), options);
  limited.listener().rethrow();
  if (!outline) return std::move(outline).error();
  const bool known = embedded_ && outline->summary.completed(digest_with(
                                      *embedded_, options.placeholders));
  if (known) {
    return complete(*embedded_);
  }
  const auto& set = migrations();
  if (!set) return set.error();
  if (outline->summary.completed((*set)->digest())) return complete(**set);
  return make_health(**set, outline->history);
}

Result<void> Migrator::verify(const VerifyRequest& request) {
  const auto now = status();
  if (!now) return now.error();
  const bool same = request.exact ? now->exact() : now->up_to_date();
  if (!same) return not_verified(*now, request);
  return {};
}

Result<Drift> Migrator::drift(const DriftRequest& request) {
  if (auto complete = verify(); !complete) return std::move(complete).error();
  run::Limited limited(*session_, options_);
  const auto about = subject(*session_, migrations(), options_);
  if (!about) return about.error();
  const auto histories =
      run::tables_of_histories(about->table, run::required_by(embedded_));
  if (!histories) return histories.error();
  const auto same =
      run::has_expected_digest(*session_, *about->set, *histories);
  if (!same) return same.error();
  if (*same) return Drift{};
  const auto expected = run::expected_schema(*about->set);
  if (!expected) return expected.error();
  auto drift = run::find_drift(*session_, *expected, *histories, request);
  limited.listener().rethrow();
  return drift;
}

}  // namespace godwit
