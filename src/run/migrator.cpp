// SPDX-License-Identifier: BSL-1.0
#include <godwit/migrator.h>

#include <algorithm>
#include <functional>
#include <iterator>
#include <utility>
#include <variant>

#include "driver/session.h"
#include "history/history_reader.h"
#include "history/history_table.h"
#include "migration/placeholders.h"
#include "plan/hash.h"
#include "plan/plan.h"
#include "run/code.h"
#include "run/empty_database.h"
#include "run/execution.h"
#include "run/failure.h"
#include "run/limited.h"
#include "run/own_version.h"
#include "run/pushed.h"
#include "run/subject.h"

namespace godwit {

namespace run {

/// What a run is to do.
struct Work {
  Direction direction = Direction::up;
  /// See LoggedRun.
  std::string_view action = {};
  std::function<Result<Plan>(const MigrationSet&, const RecordedHistory&)>
      decide;
  HistoryTables tables = HistoryTables::create_for_steps;
  /// See ExecutionOptions.
  bool adopts = false;
  std::vector<EmbeddedSet> required = {};
  /// What it must still be. Null: whatever is due.
  const Plan* before = nullptr;
};

}  // namespace run

namespace {

using run::Work;
using Decide = decltype(Work::decide);
using run::execution_options;
using run::look;
using run::SharedSet;
using run::Subject;
using run::subject;
using run::table_for;

void name_set(const std::string& set, RunReport& report) {
  for (StepReport& step : report.done) step.set = set;
  for (StepReport& step : report.baseline) step.set = set;
  if (report.failed) report.failed->set = set;
}

Result<Plan> written(Result<Plan> plan) {
  if (!plan) return plan;
  if (auto checked = check_written(*plan); !checked) {
    return std::move(checked).error();
  }
  return plan;
}

Decide deciding(const UpRequest& request) {
  return [request](const MigrationSet& set, const RecordedHistory& history) {
    return written(plan_up(set, history, request));
  };
}

Decide deciding(const DownRequest& request) {
  return [request](const MigrationSet& set, const RecordedHistory& history) {
    return written(plan_down(set, history, request));
  };
}

Decide deciding(const BaselineRequest& request) {
  return [request](const MigrationSet& set, const RecordedHistory& history) {
    return plan_baseline(set, history, request);
  };
}

Decide deciding(const SeedRequest& request) {
  return [request](const MigrationSet& set, const RecordedHistory& history) {
    return written(plan_seed(set, history, request));
  };
}

Decide deciding_as(const Plan& before) {
  return std::visit([](const auto& request) { return deciding(request); },
                    before.request);
}

Result<Plan> named_plan(const Subject& about, const Work& work,
                        const RecordedHistory& history) {
  auto plan = work.decide(*about.set, history);
  if (!plan) return plan;
  plan->removes_history = work.tables == run::HistoryTables::drop;
  plan->hash = plan_hash(*plan, *about.set, about.table.name(), history);
  return plan;
}

/// The same steps again, or a refusal, where they were planned before.
Result<Plan> decide(const Subject& about, const Work& work,
                    const RecordedHistory& history) {
  if (work.before == nullptr) return work.decide(*about.set, history);
  auto now = named_plan(about, work, history);
  if (!now) return now;
  if (auto same = check_unchanged(*work.before, *now); !same) {
    return std::move(same).error();
  }
  return now;
}

/// Runs and times it.
RunReport execute(driver::Session& session, const Result<SharedSet>& set,
                  const MigratorOptions& options, const Work& work,
                  run::Limited& limited) {
  const auto begin = std::chrono::steady_clock::now();
  if (run::is_inside_code()) {
    return {.direction = work.direction, .error = run::run_inside_code()};
  }
  auto about = subject(session, set, options);
  if (!about) {
    return {.direction = work.direction, .error = std::move(about).error()};
  }
  run::ExecutionOptions settings =
      execution_options(options, about->set->digest());
  settings.tables = work.tables;
  settings.action = work.action;
  settings.adopts = work.adopts;
  settings.required = work.required;
  settings.stop = limited.stop();
  limited.listener().about(about->set->name());
  run::Execution execution(session, about->table, *about->set, work.direction,
                           std::move(settings), limited.listener());
  RunReport report = execution.run([&](const RecordedHistory& history) {
    return decide(*about, work, history);
  });
  limited.listener().rethrow();
  name_set(about->set->name(), report);
  report.duration = std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::steady_clock::now() - begin);
  return report;
}

Result<Plan> look_ahead(driver::Session& session, const Result<SharedSet>& set,
                        const MigratorOptions& options, const Work& work) {
  const auto about = subject(session, set, options);
  if (!about) return about.error();
  const auto look_at_it = [&] { return look(session, about->table); };
  auto history =
      work.adopts ? run::read_with_own_version(session, *about->set, look_at_it)
                  : look_at_it();
  if (!history) return history.error();
  if (work.adopts) {
    auto looked =
        run::look_whether_empty(session, *about->set, about->table, *history);
    if (!looked) return std::move(looked).error();
    auto seen = run::look_at_pushed(session, *about->set, about->table,
                                    work.required, *history);
    if (!seen) return std::move(seen).error();
  }
  if (work.direction == Direction::down) {
    auto read =
        history::read_ways_down(session, about->table, *about->set, *history);
    if (!read) return std::move(read).error();
  }
  auto plan = named_plan(*about, work, *history);
  if (!plan) return plan;
  const auto facts = session.facts();
  if (!facts) return facts.error();
  if (auto met = check_requirements(*plan, {.dialect = session.dialect(),
                                            .version = facts->version,
                                            .name = facts->engine});
      !met) {
    return std::move(met).error();
  }
  plan->set = about->set;
  return plan;
}

Work work_of(const Plan& plan) {
  return {.direction = plan.direction,
          .action = run::action_of(plan),
          .decide = deciding_as(plan),
          .tables = plan.removes_history ? run::HistoryTables::drop
                                         : run::HistoryTables::create_for_steps,
          .adopts = std::holds_alternative<UpRequest>(plan.request),
          .before = &plan};
}

const DownRequest all_of_it{.all = true};

/// True: one round trip has shown that everything is applied.
Result<bool> nothing_to_do(driver::Session& session, EmbeddedSet embedded,
                           const MigratorOptions& options) {
  if (embedded.dialect() != session.dialect()) return false;
  const auto table =
      table_for(session, options.history_table, embedded.history_table());
  if (!table) return false;
  const auto summary = history::read_summary(session, *table);
  if (!summary && run::ends_the_wait(summary.error())) return summary.error();
  return summary &&
         summary->completed(digest_with(embedded, options.placeholders));
}

void add(RunReport report, RunReport& all) {
  std::move(report.done.begin(), report.done.end(),
            std::back_inserter(all.done));
  std::move(report.baseline.begin(), report.baseline.end(),
            std::back_inserter(all.baseline));
  std::move(report.newer.begin(), report.newer.end(),
            std::back_inserter(all.newer));
  if (!report.snapshot.empty()) all.snapshot = std::move(report.snapshot);
  all.failed = std::move(report.failed);
  all.error = std::move(report.error);
  all.duration += report.duration;
}

}  // namespace

Migrator::Migrator(Connection& connection, EmbeddedSet embedded,
                   MigratorOptions options)
    : Migrator(connection.session(), embedded, std::move(options)) {}

Migrator::Migrator(driver::Session& session, EmbeddedSet embedded,
                   MigratorOptions options)
    : session_(&session), embedded_(embedded), options_(std::move(options)) {}

Migrator::Migrator(Connection& connection,
                   std::shared_ptr<const MigrationSet> migrations,
                   MigratorOptions options)
    : session_(&connection.session()),
      migrations_(std::move(migrations)),
      options_(std::move(options)) {}

Migrator::Migrator(Connection& connection, MigrationSet migrations,
                   MigratorOptions options)
    : Migrator(connection,
               std::make_shared<const MigrationSet>(std::move(migrations)),
               std::move(options)) {}

const Result<SharedSet>& Migrator::migrations() {
  if (!migrations_) {
    auto read = MigrationSet::from(*embedded_, options_.placeholders);
    migrations_ = read ? Result<SharedSet>(std::make_shared<const MigrationSet>(
                             *std::move(read)))
                       : Result<SharedSet>(std::move(read).error());
  }
  return *migrations_;
}

Result<Plan> Migrator::plan_up(const UpRequest& request) {
  return plan({.direction = Direction::up,
               .decide = deciding(request),
               .adopts = true,
               .required = run::required_by(embedded_)});
}

Result<Plan> Migrator::plan_down(const DownRequest& request) {
  return plan({.direction = Direction::down, .decide = deciding(request)});
}

Result<Plan> Migrator::plan_reset() {
  return plan({.direction = Direction::down,
               .decide = deciding(all_of_it),
               .tables = run::HistoryTables::drop});
}

Result<Plan> Migrator::plan_redo(const DownRequest& request) {
  return plan(
      {.direction = Direction::down,
       .decide = [&](const MigrationSet& set, const RecordedHistory& history) {
         return written(godwit::plan_redo(set, history, request));
       }});
}

Result<Plan> Migrator::plan_baseline(const BaselineRequest& request) {
  return plan({.direction = Direction::up, .decide = deciding(request)});
}

Result<Plan> Migrator::plan_seed(const SeedRequest& request) {
  return plan({.direction = Direction::up, .decide = deciding(request)});
}

Result<Plan> Migrator::plan(const Work& work) {
  run::Limited limited(*session_, options_);
  auto plan = look_ahead(*session_, migrations(), options_, work);
  limited.listener().rethrow();
  return plan;
}

RunReport Migrator::run(const Plan& plan) {
  Work work = work_of(plan);
  work.required = run::required_by(embedded_);
  return run(work);
}

RunReport Migrator::run(const Work& work) {
  run::Limited limited(*session_, options_);
  return execute(*session_, migrations(), options_, work, limited);
}

RunReport Migrator::up(const UpRequest& request) {
  const bool alone = !embedded_ || !request.with_required;
  if (alone || embedded_->required().empty()) return up_alone(request);
  RunReport all;
  for (const EmbeddedSet set : with_required(*embedded_)) {
    add(set == *embedded_ ? up_alone(request) : up_required(set, request), all);
    if (!all.ok()) break;
  }
  return all;
}

RunReport Migrator::up_required(EmbeddedSet set, const UpRequest& request) {
  MigratorOptions options = options_;
  // That name is for the history of the other one.
  options.history_table.clear();
  return Migrator(*session_, set, std::move(options)).up(request.of_required());
}

RunReport Migrator::up_alone(const UpRequest& request) {
  run::Limited limited(*session_, options_);
  if (embedded_ && !request.to && !request.steps) {
    auto nothing = nothing_to_do(*session_, *embedded_, options_);
    if (!nothing) return {.error = std::move(nothing).error()};
    if (*nothing) return {};
  }
  return execute(*session_, migrations(), options_,
                 {.direction = Direction::up,
                  .action = "up",
                  .decide = deciding(request),
                  .adopts = true,
                  .required = run::required_by(embedded_)},
                 limited);
}

RunReport Migrator::down(const DownRequest& request) {
  return run({.direction = Direction::down,
              .action = "down",
              .decide = deciding(request)});
}

RunReport Migrator::reset() {
  return run({.direction = Direction::down,
              .action = "reset",
              .decide = deciding(all_of_it),
              .tables = run::HistoryTables::drop});
}

RunReport Migrator::seed(const SeedRequest& request) {
  return run({.direction = Direction::up,
              .action = "seed",
              .decide = deciding(request)});
}

RunReport Migrator::baseline(const BaselineRequest& request) {
  return run({.direction = Direction::up,
              .action = "baseline",
              .decide = deciding(request)});
}

Result<bool> Migrator::init() {
  run::Limited limited(*session_, options_);
  const auto about = subject(*session_, migrations(), options_);
  if (!about) return about.error();
  const auto summary = history::read_summary(*session_, about->table);
  if (!summary) return summary.error();
  if (summary->exists) return false;
  const RunReport report = execute(*session_, migrations(), options_,
                                   {.direction = Direction::up,
                                    .action = "init",
                                    .decide = plan_adoption,
                                    .tables = run::HistoryTables::create,
                                    .adopts = true},
                                   limited);
  if (!report.ok()) return *report.error;
  return true;
}

}  // namespace godwit
