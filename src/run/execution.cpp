// SPDX-License-Identifier: BSL-1.0
#include "run/execution.h"

#include <fmt/format.h>

#include <algorithm>
#include <variant>

#include "base/number.h"
#include "base/random_name.h"
#include "driver/errors.h"
#include "history/history_reader.h"
#include "history/history_records.h"
#include "history/layout.h"
#include "history/run_log.h"
#include "migration/file_name.h"
#include "plan/plan.h"
#include "run/code.h"
#include "run/empty_database.h"
#include "run/failure.h"
#include "run/held.h"
#include "run/own_version.h"
#include "run/pushed.h"
#include "run/task_list.h"

namespace godwit::run {
namespace {

/// Hears nothing.
class Nobody : public driver::Observer {
 public:
  void waiting(std::string_view /*holder*/) override {}
  void started(std::size_t /*task*/) override {}
  void finished(std::size_t /*task*/,
                std::chrono::microseconds /*duration*/) override {}
  void notice(std::string_view /*text*/) override {}
};

const AppliedMigration* row_of(const Step& step,
                               const RecordedHistory& history) {
  if (step.kind != MigrationKind::versioned) {
    return history.find_script(step.kind, step.name);
  }
  const auto row = std::find_if(
      history.applied.begin(), history.applied.end(),
      [&](const AppliedMigration& one) { return one.version == step.version; });
  return row == history.applied.end() ? nullptr : &*row;
}

bool is_kept(const Step& step, const RecordedHistory& history) {
  const AppliedMigration* row = row_of(step, history);
  if (step.direction == Direction::down) return row == nullptr;
  if (step.kind != MigrationKind::versioned) {
    // It may have been there before.
    return row != nullptr && row->sequence == step.sequence;
  }
  return row != nullptr && row->state == AppliedState::applied;
}

std::string in_one_line(const Error& error) {
  const SourceLocation& place = error.location;
  if (place.file.empty()) return error.message;
  if (place.line == 0) return fmt::format("{}: {}", place.file, error.message);
  return fmt::format("{}:{}: {}", place.file, place.line, error.message);
}

Result<history::Layout> new_layout(
    driver::Session& session, const history::HistoryTable& table,
    const std::optional<std::string>& protection) {
  const auto schema = session.query(history::schema_query(table));
  if (!schema) return schema.error();
  return history::create_layout(table, !schema->empty(), protection);
}

/// What protects the database from now on. Absent: that stays as it is.
std::optional<std::string> new_protection(
    const Decision& work, const history::RecordContext& context) {
  if (work.plan.direction == Direction::down || work.history.protection ||
      context.protection.empty()) {
    return std::nullopt;
  }
  return context.protection;
}

/// What the set makes is there, and the rows tell of all of it.
bool catches_up(const Decision& work) {
  return work.history.pushed_schema == PushedSchema::of_set &&
         work.plan.completes_set;
}

std::string snapshot_of(const Plan& plan) {
  return plan.snapshot == nullptr ? std::string() : plan.snapshot->file;
}

}  // namespace

Execution::Execution(driver::Session& session,
                     const history::HistoryTable& table,
                     const MigrationSet& set, Direction direction,
                     ExecutionOptions options, Listener& listener)
    : session_(session),
      table_(table),
      set_(set),
      direction_(direction),
      options_(std::move(options)),
      listener_(listener) {}

RunReport Execution::failed_before(Error error) const {
  return {.direction = direction_, .error = std::move(error)};
}

RunReport Execution::run(const MakePlan& make_plan) {
  auto history = read_history();
  if (!history) return failed_before(std::move(history).error());
  // Whether a script that is halfway was interrupted or goes on, only the lock
  // can tell.
  const bool decide_now = !history->unfinished();
  if (decide_now) {
    auto first = decide(*std::move(history), make_plan);
    if (!first) return failed_before(std::move(first).error());
    if (!has_work(*first)) {
      note_if_unlocked(*first, make_plan);
      return nothing_to_do(*first);
    }
    if (auto fit = check_server(first->plan); !fit) {
      return failed_before(std::move(fit).error());
    }
  }
  const Held held(session_);
  if (auto locked = lock(); !locked) {
    return failed_before(std::move(locked).error());
  }

  auto second = decide(make_plan);
  if (!second) return failed_before(std::move(second).error());
  if (!has_work(*second)) {
    if (is_to_be_noted(*second)) note_complete(*second);
    return nothing_to_do(*second);
  }
  if (!decide_now) {
    if (auto fit = check_server(second->plan); !fit) {
      return failed_before(std::move(fit).error());
    }
  }
  RunReport report = carry_out(*second);
  report.newer = second->plan.newer;
  return report;
}

RunReport Execution::nothing_to_do(const Decision& work) {
  return {.direction = work.plan.direction, .newer = work.plan.newer};
}

/// Everything is applied and the history does not say so: somebody else undid
/// what was newer, or a way down was edited. As long as it does not, each start
/// takes more than one query.
bool Execution::is_to_be_noted(const Decision& work) const {
  const RecordedHistory& history = work.history;
  return options_.tables == HistoryTables::create_for_steps && history.exists &&
         work.plan.completes_set &&
         (catches_up(work) || history.set_digest != options_.set_digest ||
          history.set_size != history.rows());
}

/// Only a start that is in nobody's way, since it is no matter if it fails: on
/// a database that cannot be written to, or while somebody migrates.
void Execution::note_if_unlocked(const Decision& work,
                                 const MakePlan& make_plan) {
  if (!is_to_be_noted(work)) return;
  Nobody nobody;
  const Held held(session_);
  const auto locked = session_.lock({.name = table_.name(), .wait = false},
                                    nobody, options_.stop);
  if (!locked) return;
  const auto again = decide(make_plan);
  if (again && !has_work(*again) && is_to_be_noted(*again)) {
    note_complete(*again);
  }
}

void Execution::note_complete(const Decision& work) {
  std::vector<driver::Query> records = {
      history::digest_record(table_, options_.set_digest, work.history.rows())};
  if (catches_up(work)) records.push_back(history::caught_up_record(table_));
  const driver::Task task{.records = {std::move(records)}};
  write_down(task);
}

/// It is no matter if it fails.
void Execution::write_down(const driver::Task& task) {
  Nobody nobody;
  static_cast<void>(session_.run(std::span(&task, 1), TransactionMode::each,
                                 nobody, StopToken()));
}

Result<RecordedHistory> Execution::read_history() {
  const auto read_rows = [&] {
    return history::read_history(session_, table_);
  };
  auto history = options_.adopts
                     ? read_with_own_version(session_, set_, read_rows)
                     : read_rows();
  if (options_.adopts && history) {
    auto looked = look_whether_empty(session_, set_, table_, *history);
    if (!looked) return std::move(looked).error();
    if (auto seen =
            look_at_pushed(session_, set_, table_, options_.required, *history);
        !seen) {
      return std::move(seen).error();
    }
  }
  if (!history || direction_ == Direction::up) return history;
  auto read = history::read_ways_down(session_, table_, set_, *history);
  if (!read) return std::move(read).error();
  return history;
}

bool Execution::has_work(const Decision& work) const {
  if (!work.plan.empty()) return true;
  switch (options_.tables) {
    case HistoryTables::create_for_steps:
      return false;
    case HistoryTables::create:
      return !work.history.exists;
    case HistoryTables::drop:
      return work.history.exists;
  }
  return false;
}

Result<Decision> Execution::decide(RecordedHistory history,
                                   const MakePlan& make_plan) {
  auto plan = make_plan(history);
  if (!plan) return std::move(plan).error();
  return Decision{.history = std::move(history), .plan = std::move(*plan)};
}

Result<Decision> Execution::decide(const MakePlan& make_plan) {
  auto history = read_history();
  if (!history) return std::move(history).error();
  return decide(*std::move(history), make_plan);
}

Result<void> Execution::check_server(const Plan& plan) {
  if (auto here = check_code(plan); !here) return here;
  const auto facts = session_.facts();
  if (!facts) return facts.error();
  if (facts->read_only) {
    return driver::read_only_database(session_.description(), *facts);
  }
  return check_requirements(plan, {.dialect = session_.dialect(),
                                   .version = facts->version,
                                   .name = facts->engine});
}

Result<void> Execution::lock() {
  return session_.lock({.name = table_.name()}, listener_, options_.stop);
}

Result<std::unique_ptr<TaskList>> list_tasks(
    driver::Session& session, const history::HistoryTable& table,
    const Decision& work, HistoryTables tables,
    const history::RecordContext& context, const history::RunEntry& entry) {
  auto list = std::make_unique<TaskList>(
      work.plan,
      history::make_records(table, work.plan, work.history, context));
  if (!work.plan.baseline.empty()) {
    list->record_baseline_first(
        history::baseline_records(table, work.plan, work.history, context));
  }
  list->log(table, entry);
  const auto protection = new_protection(work, context);
  if (!work.history.exists) {
    auto layout = new_layout(session, table, protection);
    if (!layout) return std::move(layout).error();
    list->create_history_first(std::move(*layout));
  } else if (protection) {
    list->record_first(history::protection_record(table, protection));
  }
  if (catches_up(work)) {
    list->record_first(history::caught_up_record(table));
  }
  if (tables == HistoryTables::drop) {
    list->drop_history_last(history::drop_layout(table));
  }
  return list;
}

RunReport Execution::carry_out(const Decision& work) {
  // Two runs that meet in spite of the lock must not take each other's records
  // for their own: hence the random name.
  const history::RecordContext context{.worker = random_name(),
                                       .applied_by = options_.applied_by,
                                       .set_digest = options_.set_digest,
                                       .protection = options_.protection};
  const history::RunEntry entry = log_entry(work.plan, context, options_);
  const auto listed =
      list_tasks(session_, table_, work, options_.tables, context, entry);
  if (!listed) return failed_before(listed.error());
  const TaskList& list = **listed;

  listener_.follow(list, work.plan.steps.size());
  const driver::Outcome outcome = session_.run(
      list.tasks(), work.plan.transaction, listener_, options_.stop);
  if (outcome.failure) {
    RunReport report = report_failure(work, outcome, list);
    log_failure(entry, report);
    return report;
  }
  return {.direction = work.plan.direction,
          .done = listener_.take_done(),
          .baseline = listener_.take_baseline(),
          .snapshot = snapshot_of(work.plan)};
}

std::string_view action_of(const Plan& plan) {
  if (plan.removes_history) return "reset";
  if (std::holds_alternative<BaselineRequest>(plan.request)) return "baseline";
  if (std::holds_alternative<SeedRequest>(plan.request)) return "seed";
  return to_string(plan.direction);
}

history::RunEntry log_entry(const Plan& plan,
                            const history::RecordContext& context,
                            const ExecutionOptions& options) {
  history::RunEntry entry{.run = context.worker,
                          .action = options.action,
                          .reason = plan.baseline_reason,
                          .run_by = context.applied_by,
                          .program = options.program,
                          .set_digest = options.set_digest};
  for (const std::vector<Step>* steps : {&plan.baseline, &plan.steps}) {
    for (const Step& step : *steps) {
      entry.steps.push_back(migration_label(step.version, step.name));
    }
  }
  return entry;
}

/// As well as it can be: a database that is gone has no log either.
void Execution::log_failure(const history::RunEntry& entry,
                            const RunReport& report) {
  const driver::Task task{
      .records = {{history::log_failed(
          table_, entry, report.baseline.size() + report.done.size(),
          in_one_line(*report.error))}}};
  write_down(task);
}

RunReport Execution::report_failure(const Decision& work,
                                    const driver::Outcome& outcome,
                                    const TaskList& list) {
  const Step* step = list.step(outcome.failure->task);
  driver::TaskFailure failure = *outcome.failure;
  const Script* script = list.blame(failure);
  RunReport report{.direction = work.plan.direction,
                   .done = listener_.take_done(),
                   .baseline = listener_.take_baseline()};
  if (!report.baseline.empty()) report.snapshot = snapshot_of(work.plan);
  if (step != nullptr) report.failed = report_of(*step);
  const bool in_snapshot =
      work.plan.snapshot != nullptr && list.is_baseline(outcome.failure->task);
  report.error = outcome.failure->error;
  if (outcome.failure->error.code == ErrorCode::connection_lost) {
    settle(work, report);
  } else {
    report.error = describe({.plan = work.plan,
                             .outcome = outcome,
                             .failure = failure,
                             .done = report.done,
                             .baseline = report.baseline,
                             .step = step,
                             .script = script,
                             .has_repeatable = !set_.repeatable().empty(),
                             .in_snapshot = in_snapshot});
  }
  return report;
}

/// A connection that breaks during COMMIT says neither yes nor no. Once the
/// lock can be had again the old session is gone, and the history, whose rows
/// commit together with the scripts, tells which steps were kept.
void Execution::settle(const Decision& work, RunReport& report) {
  const auto reconnected = session_.reconnect();
  const auto locked = reconnected ? lock() : reconnected;
  auto history = locked ? history::read_history(session_, table_)
                        : Result<RecordedHistory>(locked.error());
  if (!history) {
    report.error->code = ErrorCode::commit_in_doubt;
    report.error->notes.push_back(
        fmt::format("what was kept is not known: {}", history.error().message));
    report.error->hint = "look at status before running again";
    return;
  }
  for (std::size_t i = report.baseline.size(); i < work.plan.baseline.size();
       ++i) {
    if (!is_kept(work.plan.baseline[i], *history)) break;
    report.baseline.push_back(report_of(work.plan.baseline[i]));
  }
  for (std::size_t i = report.done.size(); i < work.plan.steps.size(); ++i) {
    if (!is_kept(work.plan.steps[i], *history)) break;
    report.done.push_back(report_of(work.plan.steps[i]));
  }
  if (!report.baseline.empty()) report.snapshot = snapshot_of(work.plan);
  report.failed.reset();
  report.error->notes.push_back(fmt::format(
      "{} of {} {} kept, as the history says after connecting again",
      report.done.size(), counted(work.plan.steps.size(), "step"),
      word_for(report.done.size(), "was", "were")));
  report.error->hint = "run the command again to go on";
}

}  // namespace godwit::run
