// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>
#include <godwit/migrator.h>

#include <algorithm>
#include <iterator>

#include "base/errors.h"
#include "base/platform.h"
#include "driver/session.h"
#include "history/history_reader.h"
#include "history/history_table.h"
#include "plan/plan.h"
#include "plan/refusals.h"
#include "run/execution.h"
#include "run/limited.h"
#include "run/resolution.h"

namespace godwit {
namespace {

using history::HistoryTable;

Error other_dialect(Dialect set, Dialect connection) {
  return make_error(
      ErrorCode::invalid_argument,
      fmt::format("these migrations are written for {} and the connection is "
                  "to {}",
                  to_string(set), to_string(connection)));
}

/// The history's table and the set, once both are known to fit the connection.
struct Subject {
  HistoryTable table;
  const MigrationSet& migrations;
};

Result<HistoryTable> table_for(const Connection& connection,
                               std::string_view chosen, std::string_view set) {
  return HistoryTable::named(chosen.empty() ? set : chosen,
                             connection.dialect());
}

Result<Subject> subject(const Connection& connection,
                        const Result<MigrationSet>& migrations,
                        const MigratorOptions& options) {
  if (!migrations) return migrations.error();
  if (migrations->dialect() != connection.dialect()) {
    return other_dialect(migrations->dialect(), connection.dialect());
  }
  auto table =
      table_for(connection, options.history_table, migrations->history_table());
  if (!table) return std::move(table).error();
  return Subject{std::move(*table), *migrations};
}

run::ExecutionOptions execution_options(const MigratorOptions& options,
                                        const MigrationSet& migrations) {
  return {.applied_by = options.applied_by.empty() ? operating_system_user()
                                                   : options.applied_by,
          .set_digest = migrations.digest(),
          .lock_timeout = options.lock_timeout,
          .stop = options.stop};
}

void name_set(const std::string& set, RunReport& report) {
  for (StepReport& step : report.done) step.set = set;
  if (report.failed) report.failed->set = set;
}

using Decide =
    std::function<Result<Plan>(const MigrationSet&, const RecordedHistory&)>;

/// Runs and times it.
RunReport execute(Connection& connection, Direction direction,
                  const Result<MigrationSet>& migrations,
                  const MigratorOptions& options, run::HistoryTables tables,
                  const Decide& decide, run::Limited& limited) {
  const auto begin = std::chrono::steady_clock::now();
  auto about = subject(connection, migrations, options);
  if (!about) {
    return {.direction = direction, .error = std::move(about).error()};
  }
  run::ExecutionOptions settings =
      execution_options(options, about->migrations);
  settings.tables = tables;
  settings.stop = limited.stop();
  limited.listener().about(about->migrations.name());
  run::Execution execution(connection.session(), about->table,
                           std::move(settings), limited.listener());
  RunReport report =
      execution.run(direction, [&](const RecordedHistory& history) {
        return decide(about->migrations, history);
      });
  limited.listener().rethrow();
  name_set(about->migrations.name(), report);
  report.duration = std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::steady_clock::now() - begin);
  return report;
}

/// What the history says to somebody without the lock: a row that is not
/// complete is interrupted only if nobody is working on it.
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

Result<Plan> look_ahead(Connection& connection,
                        const Result<MigrationSet>& migrations,
                        const MigratorOptions& options, const Decide& decide) {
  const auto about = subject(connection, migrations, options);
  if (!about) return about.error();
  driver::Session& session = connection.session();
  const auto history = look(session, about->table);
  if (!history) return history.error();
  auto plan = decide(about->migrations, *history);
  if (!plan) return plan;
  const auto facts = session.facts();
  if (!facts) return facts.error();
  if (auto met = check_requirements(*plan, session.dialect(), facts->version);
      !met) {
    return std::move(met).error();
  }
  return plan;
}

/// What another look would not change, but wait for as long again.
bool ends_the_wait(const Error& error) {
  return error.code == ErrorCode::locked ||
         error.code == ErrorCode::cancelled ||
         error.code == ErrorCode::connection_lost;
}

/// True: one round trip has shown that everything is applied.
Result<bool> nothing_to_do(Connection& connection, EmbeddedSet embedded,
                           const MigratorOptions& options) {
  if (embedded.dialect() != connection.dialect()) return false;
  const auto table =
      table_for(connection, options.history_table, embedded.history_table());
  if (!table) return false;
  const auto summary = history::read_summary(connection.session(), *table);
  if (!summary && ends_the_wait(summary.error())) return summary.error();
  return summary && summary->completed(embedded.digest());
}

Decide deciding(const UpRequest& request) {
  return [request](const MigrationSet& set, const RecordedHistory& history) {
    return plan_up(set, history, request);
  };
}

Decide deciding(const DownRequest& request) {
  return [request](const MigrationSet& set, const RecordedHistory& history) {
    return plan_down(set, history, request);
  };
}

/// All of a set that another one requires.
RunReport up_required(Connection& connection, EmbeddedSet set,
                      MigratorOptions options, const UpRequest& request) {
  // That name is for the history of the other one.
  options.history_table.clear();
  return Migrator(connection, set, std::move(options))
      .up(request.of_required());
}

void add(RunReport report, RunReport& all) {
  std::move(report.done.begin(), report.done.end(),
            std::back_inserter(all.done));
  std::move(report.newer.begin(), report.newer.end(),
            std::back_inserter(all.newer));
  all.failed = std::move(report.failed);
  all.error = std::move(report.error);
  all.duration += report.duration;
}

}  // namespace

Migrator::Migrator(Connection& connection, EmbeddedSet embedded,
                   MigratorOptions options)
    : connection_(&connection),
      embedded_(embedded),
      options_(std::move(options)) {}

Migrator::Migrator(Connection& connection, MigrationSet migrations,
                   MigratorOptions options)
    : connection_(&connection),
      migrations_(std::move(migrations)),
      options_(std::move(options)) {}

const Result<MigrationSet>& Migrator::migrations() {
  if (!migrations_ && embedded_) {
    migrations_ = MigrationSet::from(*embedded_);
  }
  return *migrations_;
}

Result<Status> Migrator::status() {
  run::Limited limited(connection_->session(), options_);
  const auto about = subject(*connection_, migrations(), options_);
  if (!about) return about.error();
  driver::Session& session = connection_->session();
  const auto history = look(session, about->table);
  limited.listener().rethrow();
  if (!history) return history.error();
  Status status = make_status(about->migrations, *history);
  auto holder = session.lock_holder(about->table.name());
  if (!holder) return std::move(holder).error();
  status.running = std::move(*holder).value_or(history->worker);
  return status;
}

Result<Plan> Migrator::plan(const UpRequest& request) {
  run::Limited limited(connection_->session(), options_);
  auto plan =
      look_ahead(*connection_, migrations(), options_, deciding(request));
  limited.listener().rethrow();
  return plan;
}

Result<Plan> Migrator::plan(const DownRequest& request) {
  run::Limited limited(connection_->session(), options_);
  auto plan =
      look_ahead(*connection_, migrations(), options_, deciding(request));
  limited.listener().rethrow();
  return plan;
}

RunReport Migrator::up(const UpRequest& request) {
  const bool alone = !embedded_ || !request.with_required;
  if (alone || embedded_->required().empty()) return up_alone(request);
  RunReport all;
  for (const EmbeddedSet set : with_required(*embedded_)) {
    add(set == *embedded_ ? up_alone(request)
                          : up_required(*connection_, set, options_, request),
        all);
    if (!all.ok()) break;
  }
  return all;
}

RunReport Migrator::up_alone(const UpRequest& request) {
  run::Limited limited(connection_->session(), options_);
  if (embedded_ && !request.to && !request.steps) {
    auto nothing = nothing_to_do(*connection_, *embedded_, options_);
    if (!nothing) return {.error = std::move(nothing).error()};
    if (*nothing) return {};
  }
  return execute(*connection_, Direction::up, migrations(), options_,
                 run::HistoryTables::create_for_steps, deciding(request),
                 limited);
}

RunReport Migrator::down(const DownRequest& request) {
  run::Limited limited(connection_->session(), options_);
  return execute(*connection_, Direction::down, migrations(), options_,
                 run::HistoryTables::create_for_steps, deciding(request),
                 limited);
}

Result<bool> Migrator::init() {
  run::Limited limited(connection_->session(), options_);
  const auto about = subject(*connection_, migrations(), options_);
  if (!about) return about.error();
  const auto summary =
      history::read_summary(connection_->session(), about->table);
  if (!summary) return summary.error();
  if (summary->exists) return false;
  const RunReport report = execute(
      *connection_, Direction::up, migrations(), options_,
      run::HistoryTables::create,
      [](const MigrationSet&, const RecordedHistory&) { return Plan{}; },
      limited);
  if (!report.ok()) return *report.error;
  return true;
}

Result<void> Migrator::resolve(const ResolveRequest& request) {
  run::Limited limited(connection_->session(), options_);
  const auto about = subject(*connection_, migrations(), options_);
  if (!about) return about.error();
  run::ExecutionOptions settings =
      execution_options(options_, about->migrations);
  settings.stop = limited.stop();
  auto resolved =
      run::resolve(connection_->session(), about->table, about->migrations,
                   request, settings, limited.listener());
  limited.listener().rethrow();
  return resolved;
}

RunReport Migrator::reset(const ResetRequest& request) {
  run::Limited limited(connection_->session(), options_);
  return execute(
      *connection_, Direction::down, migrations(), options_,
      run::HistoryTables::drop,
      deciding(DownRequest{.all = true, .confirmed = request.confirmed}),
      limited);
}

Result<void> Migrator::verify(const VerifyRequest& request) {
  const auto now = status();
  if (!now) return now.error();
  const bool same = request.exact ? now->exact() : now->up_to_date();
  if (!same) return diverged(*now, request);
  return {};
}

}  // namespace godwit
