// SPDX-License-Identifier: BSL-1.0
#include "run/task_list.h"

#include <algorithm>
#include <iterator>
#include <utility>

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

// No text without a transaction can be joined with another, nor can code.
bool has_own_task(const Step& step) {
  return step.script().language == Language::cpp ||
         !step.script().transactional;
}

driver::Task task_of(const Step& step, history::Records records) {
  const Script& script = step.script();
  const bool is_code = script.language == Language::cpp;
  return {.sql = is_code ? std::string_view() : script.text,
          .terminated = script.terminated,
          .transactional = script.transactional,
          .statements = script.statements,
          .resume_at = step.resume_at,
          .begun = std::move(records.begun),
          .in_doubt = in_doubt(step),
          .code = code_of(step),
          .committed = std::move(records.committed),
          .checkpoint = step.checkpoint.value_or(""),
          .records = std::move(records.at)};
}

driver::Task task_of(const Script& script, std::vector<driver::Query> records) {
  return {.sql = script.text,
          .terminated = script.terminated,
          .statements = script.statements,
          .records = {std::move(records)}};
}

}  // namespace

TaskList::TaskList(const Plan& plan, std::vector<history::Records> records)
    : plan_(plan) {
  tasks_.reserve(plan.steps.size() + 2);
  places_.reserve(plan.steps.size() + 2);
  add_alone(plan.before_all, {});
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    const Step& step = plan.steps[i];
    const bool alone = step.before.empty() && step.after.empty();
    if (alone || has_own_task(step)) {
      add_step(step, std::move(records[i]));
    } else {
      add_joined(step, std::move(records[i]));
    }
  }
  add_alone(plan.after_all, {});
}

void TaskList::add(driver::Task task, Place place) {
  if (!places_.empty()) {
    const Place& last = places_.back();
    place.steps_before = last.steps_before + (last.step != nullptr ? 1U : 0U);
  }
  tasks_.push_back(std::move(task));
  places_.push_back(std::move(place));
}

void TaskList::add_first(driver::Task task, const Script* script) {
  tasks_.insert(tasks_.begin(), std::move(task));
  places_.insert(places_.begin(), Place{.script = script});
  if (baseline_) ++*baseline_;
}

void TaskList::add_alone(const Script* script,
                         std::vector<driver::Query> records) {
  if (script == nullptr) return;
  add(task_of(*script, std::move(records)), {.script = script});
}

void TaskList::add_step(const Step& step, history::Records records) {
  for (std::size_t i = 0; i < step.before.size(); ++i) {
    add_alone(step.before[i].script, std::move(records.before[i]));
  }
  add(task_of(step, std::move(records)),
      {.step = &step, .script = &step.script()});
  for (const Companion& one : step.after) add_alone(one.script, {});
}

void TaskList::add_joined(const Step& step, history::Records records) {
  auto joined = std::make_shared<JoinedScript>();
  std::vector<driver::Query> all;
  for (std::size_t i = 0; i < step.before.size(); ++i) {
    joined->add(*step.before[i].script);
    std::move(records.before[i].begin(), records.before[i].end(),
              std::back_inserter(all));
  }
  joined->add(step.script());
  for (const Companion& one : step.after) joined->add(*one.script);
  std::vector<driver::Query>& own = records.at.back();
  own.insert(own.begin(), std::make_move_iterator(all.begin()),
             std::make_move_iterator(all.end()));
  driver::Task task = task_of(step, std::move(records));
  task.sql = joined->text();
  task.terminated = true;
  task.statements = joined->statements();
  add(std::move(task), {.step = &step, .joined = std::move(joined)});
}

void TaskList::record_baseline_first(std::vector<driver::Query> records) {
  driver::Task task{.records = {std::move(records)}};
  if (const Script* snapshot = plan_.snapshot) {
    task = task_of(*snapshot, std::move(task.records.front()));
  }
  add_first(std::move(task), plan_.snapshot);
  baseline_ = 0;
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

void TaskList::record_first(driver::Query record) {
  if (tasks_.empty()) return;
  first_record(tasks_.front()).push_back(std::move(record));
}

void TaskList::create_history_first(history::Layout layout) {
  created_ = std::move(layout);
  add_first(layout_task(*created_), nullptr);
}

void TaskList::drop_history_last(history::Layout layout) {
  dropped_ = std::move(layout);
  add(layout_task(*dropped_), {});
}

bool TaskList::is_baseline(std::size_t task) const { return baseline_ == task; }

const Step* TaskList::step(std::size_t task) const {
  return task < places_.size() ? places_[task].step : nullptr;
}

std::size_t TaskList::steps_among(std::size_t tasks) const {
  return tasks < places_.size() ? places_[tasks].steps_before
                                : plan_.steps.size();
}

const Script* TaskList::blame(driver::TaskFailure& failure) const {
  if (failure.task >= places_.size()) return nullptr;
  const Place& place = places_[failure.task];
  return place.joined ? &place.joined->blame(failure) : place.script;
}

std::optional<std::size_t> TaskList::statement_of_step(
    std::size_t task, std::size_t statement) const {
  const Place& place = places_[task];
  if (!place.joined) return statement;
  return place.joined->statement_in(place.step->script(), statement);
}

}  // namespace godwit::run
