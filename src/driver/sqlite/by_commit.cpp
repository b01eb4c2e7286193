// SPDX-License-Identifier: BSL-1.0
#include <utility>
#include <vector>

#include "base/errors.h"
#include "driver/errors.h"
#include "driver/sqlite/foreign_keys.h"
#include "driver/sqlite/run_state.h"
#include "driver/sqlite/step_database.h"

namespace godwit::driver::sqlite {
namespace {

/// Code that commits in parts.
class CommitByCommit {
 public:
  CommitByCommit(RunState& state, std::size_t task)
      : state_(state), task_(task), known_(find_violations(state.db())) {}

  void run() {
    state_.observer.started(task_);
    state_.begin_task(task_);
    if (auto done = carry_out(); !done) {
      state_.fail(task_, std::move(done).error());
      roll_back(state_.db());
    } else {
      state_.outcome.committed = task_ + 1;
      state_.observer.finished(task_, state_.elapsed());
    }
    state_.ticker.end();
    state_.connection.settings.restore(state_.db());
  }

 private:
  Result<void> carry_out() {
    if (auto taken = take_up(); !taken) return taken;
    SqliteStepDatabase database(state_, task_, state_.stop);
    auto done = database.call();
    state_.outcome.statements_kept = database.commits();
    if (!done) return done;
    if (auto clean = check_foreign_keys(); !clean) return clean;
    return keep(records().back());
  }

  const std::vector<std::vector<Query>>& records() const {
    return state_.tasks[task_].records;
  }

  // From here on the row in the history is ours.
  Result<void> take_up() {
    auto begun = state_.execute_patiently("BEGIN IMMEDIATE");
    return begun ? keep(records().front()) : begun;
  }

  Result<void> keep(const std::vector<Query>& record) {
    if (auto written = state_.write_record(record, state_.elapsed()); !written)
      return written;
    return state_.execute_patiently("COMMIT");
  }

  // Once, since looking at large tables is dear; what was committed before is
  // kept, and is mended by a step that is mended.
  Result<void> check_foreign_keys() {
    const std::vector<Violation> now = find_violations(state_.db());
    const auto added = new_violations(state_.db(), known_, now);
    if (added.empty()) return {};
    return foreign_key_violation(added);
  }

  RunState& state_;
  std::size_t task_;
  std::vector<Violation> known_;
};

}  // namespace

void run_by_commit(RunState& state, std::size_t task) {
  // The transaction that the lock has left open.
  roll_back(state.db());
  if (state.stop.stop_requested()) return state.fail(task, cancelled());
  CommitByCommit(state, task).run();
}

}  // namespace godwit::driver::sqlite
