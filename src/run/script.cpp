// SPDX-License-Identifier: BSL-1.0
#include "run/script.h"

#include <fmt/format.h>

#include <vector>

#include "base/errors.h"
#include "base/number.h"
#include "base/platform.h"
#include "driver/written_task.h"
#include "history/history_reader.h"
#include "migration/file_name.h"
#include "plan/hash.h"
#include "plan/plan.h"
#include "run/execution.h"
#include "run/limited.h"
#include "run/task_list.h"

namespace godwit::run {
namespace {

Error is_code(const Step& step) {
  Error error =
      make_error(ErrorCode::unsupported,
                 fmt::format("{} is written in C++, which no script can hold",
                             migration_label(step.version, step.name)),
                 "write the script up to it with UpRequest::to or "
                 "UpRequest::steps, let Godwit run that "
                 "one, and write another script for what comes after it");
  error.location = {.file = step.script().file};
  return error;
}

Error is_in_doubt(const Step& step) {
  Error error = make_error(
      ErrorCode::unsupported,
      fmt::format("{} was interrupted in a statement, and whether that is done "
                  "is found out while it runs",
                  migration_label(step.version, step.name)),
      "let Godwit run it, or say with resolve what became of the statement");
  error.location = {.file = step.script().file};
  return error;
}

Result<void> check_writable(const Plan& plan) {
  for (const Step& step : plan.steps) {
    if (step.script().language == Language::cpp) return is_code(step);
    if (step.in_doubt) return is_in_doubt(step);
  }
  return {};
}

// A comment must not end before its line does.
std::string one_line(std::string text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  }
  return text;
}

std::string title(const TaskList& list, std::size_t task, const Plan& plan,
                  const history::HistoryTable& table) {
  if (const Step* step = list.step(task)) {
    return one_line(fmt::format(
        "{} {}{}{}", step->direction == Direction::up ? "apply" : "revert",
        migration_label(step->version, step->name),
        step->script().file.empty() ? "" : ", ", step->script().file));
  }
  if (list.is_baseline(task)) {
    return one_line(plan.snapshot != nullptr
                        ? "apply at once and record " + plan.snapshot->file
                        : "record as applied: " + plan.baseline_reason);
  }
  if (const Script* script = list.script(task)) {
    return one_line("run " + script->file);
  }
  return one_line("the history " + table.name());
}

std::string heading(const Plan& plan, const driver::Session& session) {
  std::string text = fmt::format(
      "-- Set {}, plan {}, made for {}\n-- {} {}", plan.set->name(), plan.hash,
      one_line(session.description()), counted(plan.steps.size(), "migration"),
      plan.direction == Direction::up ? "to apply" : "to revert");
  if (!plan.steps.empty()) {
    text += fmt::format(": {} to {}", plan.steps.front().version.text(),
                        plan.steps.back().version.text());
  }
  if (!plan.baseline.empty()) {
    text += fmt::format(", {} to record",
                        counted(plan.baseline.size(), "migration"));
  }
  return text + "\n";
}

Result<RecordedHistory> unchanged_history(driver::Session& session,
                                          const history::HistoryTable& table,
                                          const Plan& plan) {
  auto history = history::read_history(session, table);
  if (!history) return history;
  Plan now = plan;
  now.hash = plan_hash(plan, *plan.set, table.name(), *history);
  if (auto same = check_unchanged(plan, now); !same) {
    return std::move(same).error();
  }
  return history;
}

}  // namespace

Result<std::string> write_script(driver::Session& session,
                                 const history::HistoryTable& table,
                                 const Plan& plan,
                                 const MigratorOptions& options) {
  if (auto writable = check_writable(plan); !writable) {
    return std::move(writable).error();
  }
  const Limited limited(session, options);
  auto history = unchanged_history(session, table, plan);
  if (!history) return std::move(history).error();
  const Decision work{*std::move(history), plan};
  // Not random, so that the same plan gives the same script; and no run has
  // the name.
  const history::RecordContext context{
      .worker = "script-" + plan.hash,
      .applied_by = options.applied_by.empty() ? operating_system_user()
                                               : options.applied_by,
      .set_digest = plan.set->digest(),
      .protection = options.protection};
  const auto list =
      list_tasks(session, table, work,
                 plan.removes_history ? HistoryTables::drop
                                      : HistoryTables::create_for_steps,
                 context,
                 log_entry(plan, context,
                           {.set_digest = context.set_digest,
                            .program = "a script",
                            .action = action_of(plan)}));
  if (!list) return list.error();
  std::vector<driver::WrittenTask> tasks;
  const auto all = (*list)->tasks();
  for (std::size_t i = 0; i < all.size(); ++i) {
    tasks.push_back({&all[i], title(**list, i, work.plan, table)});
  }
  auto text = session.write_script(tasks, table.name(), plan.transaction);
  if (!text) return text;
  return heading(plan, session) + *text;
}

}  // namespace godwit::run
