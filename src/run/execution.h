// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/migrator.h>
#include <godwit/stop.h>

#include <functional>
#include <memory>

#include "driver/session.h"
#include "history/history_table.h"
#include "migration/recorded_history.h"
#include "run/listener.h"
#include "run/task_list.h"

namespace godwit::run {

/// How a run decides what to do; asked before the lock and again under it.
using MakePlan = std::function<Result<Plan>(const RecordedHistory&)>;

/// What a run does to the tables of the history beside keeping them up to date.
enum class HistoryTables : std::uint8_t {
  create_for_steps,  ///< where they are missing and there is a step to record
  create,            ///< where they are missing
  drop,              ///< after the last step
};

struct ExecutionOptions {
  /// See RecordContext.
  std::string applied_by = {};
  std::string set_digest = {};
  std::string protection = {};
  /// See LoggedRun.
  std::string program = {};
  std::string_view action = {};
  StopToken stop = {};
  HistoryTables tables = HistoryTables::create_for_steps;
  /// Where there is no history, what the application has counted counts.
  bool adopts = false;
  /// Sets that are applied before.
  std::vector<EmbeddedSet> required = {};
};

/// What is to be done, and on which history.
struct Decision {
  RecordedHistory history;
  Plan plan;
};

/// One run from the first look at the history to the report: decide, lock, look
/// again, carry out, and find out what became of it.
class Execution {
 public:
  Execution(driver::Session& session, const history::HistoryTable& table,
            const MigrationSet& set, Direction direction,
            ExecutionOptions options, Listener& listener);

  RunReport run(const MakePlan& make_plan);

  /// Its last part, for those who have decided and hold the lock.
  RunReport carry_out(const Decision& work);

 private:
  RunReport failed_before(Error error) const;
  bool has_work(const Decision& work) const;
  Result<RecordedHistory> read_history();
  Result<Decision> decide(RecordedHistory history, const MakePlan& make_plan);
  Result<Decision> decide(const MakePlan& make_plan);
  Result<void> check_server(const Plan& plan);
  Result<void> lock();
  RunReport nothing_to_do(const Decision& work);
  bool is_to_be_noted(const Decision& work) const;
  void note_if_unlocked(const Decision& work, const MakePlan& make_plan);
  void note_complete(const Decision& work);
  void log_failure(const history::RunEntry& entry, const RunReport& report);
  void write_down(const driver::Task& task);
  RunReport report_failure(const Decision& work, const driver::Outcome& outcome,
                           const TaskList& list);
  void settle(const Decision& work, RunReport& report);

  driver::Session& session_;
  const history::HistoryTable& table_;
  const MigrationSet& set_;
  Direction direction_;
  ExecutionOptions options_;
  Listener& listener_;
};

/// The tasks of a decision, with those of the tables of the history, in the
/// form that the database wants. They view the decision, which must outlive
/// them.
Result<std::unique_ptr<TaskList>> list_tasks(
    driver::Session& session, const history::HistoryTable& table,
    const Decision& work, HistoryTables tables,
    const history::RecordContext& context, const history::RunEntry& entry);

/// What the log says of a run that carries out a plan.
history::RunEntry log_entry(const Plan& plan,
                            const history::RecordContext& context,
                            const ExecutionOptions& options);

/// LoggedRun::action of a plan.
std::string_view action_of(const Plan& plan);

}  // namespace godwit::run
