// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/plan.h>

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "driver/session.h"
#include "history/history_records.h"
#include "history/layout.h"
#include "history/run_log.h"
#include "run/joined_script.h"

namespace godwit::run {

/// What a driver is to carry out for a plan: a task for each step, with what
/// runs with it and around all of them, and the tables of the history made
/// before or removed after. Views the plan, which must outlive it.
class TaskList {
 public:
  TaskList(const Plan& plan, std::vector<history::Records> records);

  /// All at once, before the first step. To be called before the next one.
  void record_baseline_first(std::vector<driver::Query> records);
  /// With the records of the first task and of the last one. To be called
  /// before the next three.
  void log(const history::HistoryTable& table, const history::RunEntry& entry);
  /// Beside the first record of all. To be called before the next two.
  void record_first(driver::Query record);
  void create_history_first(history::Layout layout);
  void drop_history_last(history::Layout layout);

  std::span<const driver::Task> tasks() const { return tasks_; }

  /// It records the baseline of the plan.
  bool is_baseline(std::size_t task) const;
  const std::vector<Step>& baseline() const { return plan_.baseline; }

  /// The step that a task carries out. Null: it is about the history itself.
  const Step* step(std::size_t task) const;
  /// How many of the first `tasks` tasks are steps.
  std::size_t steps_among(std::size_t tasks) const;
  /// What a task runs that is no step, such as a hook. Null: nothing of a plan.
  const Script* script(std::size_t task) const { return places_[task].script; }
  /// The script of the plan that a failure is in, of which its places become
  /// those. Null: it is in none.
  const Script* blame(driver::TaskFailure& failure) const;
  /// The number that a statement of a task has in the script of its step.
  std::optional<std::size_t> statement_of_step(std::size_t task,
                                               std::size_t statement) const;

 private:
  /// What a task is of.
  struct Place {
    const Step* step = nullptr;
    /// What it runs, if it is one script of the plan.
    const Script* script = nullptr;
    /// What it runs otherwise.
    std::shared_ptr<const JoinedScript> joined = {};
    std::size_t steps_before = 0;
  };

  void add(driver::Task task, Place place);
  void add_first(driver::Task task, const Script* script);
  void add_alone(const Script* script, std::vector<driver::Query> records);
  void add_step(const Step& step, history::Records records);
  void add_joined(const Step& step, history::Records records);

  const Plan& plan_;
  std::vector<driver::Task> tasks_;
  std::vector<Place> places_;
  std::optional<std::size_t> baseline_;
  std::optional<history::Layout> created_;
  std::optional<history::Layout> dropped_;
};

}  // namespace godwit::run
