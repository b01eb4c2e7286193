// SPDX-License-Identifier: BSL-1.0
#include "run/task_list.h"

#include <algorithm>

#include "run/code.h"

namespace godwit::run {
namespace {

driver::Task layout_task(const history::Layout& layout) {
  return {.sql = layout.sql, .records = {layout.record}};
}

// Of those that are written: a script that goes on skips some.
std::vector<driver::Query>& first_record(driver::Task& task) {
  const bool skips = !task.transactional && !task.code;
  return task.records[skips ? task.resume_at : 0];
}

std::string_view in_doubt(const Step& step) {
  return step.in_doubt ? std::string_view(*step.in_doubt) : std::string_view();
}

}  // namespace

TaskList::TaskList(const Plan& plan, std::vector<history::Records> records)
    : plan_(plan) {
  tasks_.reserve(plan.steps.size() + 2);
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    const Step& step = plan.steps[i];
    const Script& script = step.script();
    const bool is_code = script.language == Language::cpp;
    tasks_.push_back({.sql = is_code ? std::string_view() : script.text,
                      .terminated = script.terminated,
                      .transactional = script.transactional,
                      .statements = script.statements,
                      .resume_at = step.resume_at,
                      .begun = std::move(records[i].begun),
                      .in_doubt = in_doubt(step),
                      .code = code_of(step),
                      .committed = std::move(records[i].committed),
                      .checkpoint = step.checkpoint.value_or(""),
                      .records = std::move(records[i].at)});
  }
}

void TaskList::record_baseline_first(std::vector<driver::Query> records) {
  records_baseline_ = true;
  driver::Task task{.records = {std::move(records)}};
  if (const Script* snapshot = plan_.snapshot) {
    task.sql = snapshot->text;
    task.terminated = snapshot->terminated;
    task.statements = snapshot->statements;
  }
  tasks_.insert(tasks_.begin(), std::move(task));
}

void TaskList::log(const history::HistoryTable& table,
                   const history::RunEntry& entry) {
  if (tasks_.empty()) return;
  std::vector<driver::Query>& first = first_record(tasks_.front());
  std::vector<driver::Query>& last = tasks_.back().records.back();
  if (&first == &last) {
    last.push_back(history::log_done(table, entry));
    return;
  }
  first.push_back(history::log_begun(table, entry));
  last.push_back(history::log_ended(table, entry));
}

void TaskList::create_history_first(history::Layout layout) {
  created_ = std::move(layout);
  tasks_.insert(tasks_.begin(), layout_task(*created_));
}

void TaskList::drop_history_last(history::Layout layout) {
  dropped_ = std::move(layout);
  tasks_.push_back(layout_task(*dropped_));
}

std::size_t TaskList::first_step() const {
  return (created_ ? 1U : 0U) + (records_baseline_ ? 1U : 0U);
}

bool TaskList::is_baseline(std::size_t task) const {
  return records_baseline_ && task + 1 == first_step();
}

const Step* TaskList::step(std::size_t task) const {
  const std::size_t first = first_step();
  if (task < first || task - first >= plan_.steps.size()) return nullptr;
  return &plan_.steps[task - first];
}

std::size_t TaskList::steps_among(std::size_t tasks) const {
  const std::size_t first = first_step();
  return std::min(tasks - std::min(tasks, first), plan_.steps.size());
}

}  // namespace godwit::run
