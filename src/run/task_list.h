// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/plan.h>

#include <optional>
#include <span>
#include <vector>

#include "driver/session.h"
#include "history/history_records.h"
#include "history/layout.h"
#include "history/run_log.h"

namespace godwit::run {

/// What a driver is to carry out for a plan: a task for each step, with the
/// tables of the history made before or removed after. Views the plan, which
/// must outlive it.
class TaskList {
 public:
  TaskList(const Plan& plan, std::vector<history::Records> records);

  /// All at once, before the first step. To be called before the next one.
  void record_baseline_first(std::vector<driver::Query> records);
  /// With the records of the first task and of the last one. To be called
  /// before the next two.
  void log(const history::HistoryTable& table, const history::RunEntry& entry);
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

 private:
  /// How many tasks there are before the first step.
  std::size_t first_step() const;

  const Plan& plan_;
  std::vector<driver::Task> tasks_;
  bool records_baseline_ = false;
  std::optional<history::Layout> created_;
  std::optional<history::Layout> dropped_;
};

}  // namespace godwit::run
